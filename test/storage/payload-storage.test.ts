import { StorageDriverClaim } from '@temporalio/common/lib/converter/extstore.js';
import { expect, test } from 'vitest';
import { openPayloadStorage } from '../../src/storage/payload-storage.ts';
import { payloadOf } from './payload.ts';

const claim = new StorageDriverClaim({ key: 'a'.repeat(64), folder: '/home/me/.orchestrator/payloads' });

test('without a store payloads stay where they are, and what another process has stored is named', async () => {
  const { dataConverter, outputLimit, driver } = openPayloadStorage({ kind: 'none' }, { namespace: 'default' });
  const { externalStorage } = dataConverter;
  expect(externalStorage?.driverSelector({}, payloadOf('x'))).toBeNull();
  expect({ outputLimit, driver }).toEqual({ outputLimit: undefined, driver: undefined });
  await expect(externalStorage?.getDriver('orchestrator.file')?.retrieve({}, [claim])).rejects.toMatchObject({
    type: 'PayloadMissing',
    nonRetryable: true,
    message:
      'a payload is kept outside of Temporal, and the payload store here is none: ' +
      'it was kept in file:/home/me/.orchestrator/payloads; use that with --payload-store, or ORCHESTRATOR_PAYLOAD_STORE',
  });
});

test('with a store agents may return more, and what is in a store of another kind is named', async () => {
  const { dataConverter, outputLimit } = openPayloadStorage(
    { kind: 's3', bucket: 'b-b', prefix: '' },
    { namespace: 'default' },
  );
  expect(outputLimit).toBe(64_000_000);
  await expect(dataConverter.externalStorage?.getDriver('orchestrator.file')?.retrieve({}, [claim])).rejects.toThrow(
    'the payload store here is s3://b-b: it was kept in file:/home/me',
  );
});
