import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageDriverClaim } from '@temporalio/common/lib/converter/extstore.js';
import { expect, onTestFinished, test } from 'vitest';
import { measurePayloads, type PayloadUse } from '../../src/storage/measure-payloads.ts';
import { openPayloadStorage } from '../../src/storage/payload-storage.ts';
import { payloadOf, textIn } from './payload.ts';

test('payloads go the same way as before, and each way is told of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'measured-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const uses: PayloadUse[] = [];
  const { dataConverter } = openPayloadStorage({ kind: 'file', folder }, { namespace: 'default' });
  const { externalStorage } = measurePayloads(dataConverter, (use) => void uses.push(use));
  expect(externalStorage?.payloadSizeThreshold).toBe(256 * 1024);

  const driver = externalStorage?.driverSelector({}, payloadOf('x'));
  const claims = (await driver?.store({}, [payloadOf('hello')])) ?? [];
  const [payload] = (await externalStorage?.getDriver(driver?.name ?? '')?.retrieve({}, claims)) ?? [];
  expect(textIn(payload)).toBe('hello');
  const missing = new StorageDriverClaim({ key: 'a'.repeat(64) });
  await expect(driver?.retrieve({}, [missing])).rejects.toMatchObject({ type: 'PayloadMissing' });

  expect(uses).toMatchObject([
    { operation: 'store', result: 'success', bytes: '"hello"'.length },
    { operation: 'retrieve', result: 'success', bytes: '"hello"'.length },
    { operation: 'retrieve', result: 'failed', bytes: 0 },
  ]);
});

test('without a store payloads stay where they are, and nothing is told', () => {
  const { dataConverter } = openPayloadStorage({ kind: 'none' }, { namespace: 'default' });
  const { externalStorage } = measurePayloads(dataConverter, () => expect.unreachable());
  expect(externalStorage?.driverSelector({}, payloadOf('x'))).toBeNull();
});
