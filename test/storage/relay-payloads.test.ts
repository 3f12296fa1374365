import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FILE_DRIVER } from '../../src/storage/file-driver.ts';
import { openPayloadStorage } from '../../src/storage/payload-storage.ts';
import { retrieveRelayed, storeRelayed } from '../../src/storage/relay-payloads.ts';
import { encodePayload } from '../../src/storage/stored-payload.ts';
import { payloadOf } from './payload.ts';

test('what a worker in another language has stored is read by both, and the other way round', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-relay-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const storage = openPayloadStorage({ kind: 'file', folder }, { namespace: 'default' });
  const encoded = Buffer.from(encodePayload(payloadOf('x'))).toString('base64');
  const claims = await storeRelayed(storage, FILE_DRIVER, [encoded]);
  expect(await retrieveRelayed(storage, FILE_DRIVER, claims)).toEqual([encoded]);
  const [own] = await storage.dataConverter.externalStorage!.getDriver(FILE_DRIVER)!.store({}, [payloadOf('x')]);
  expect(own?.claimData).toEqual(claims[0]);
});

test('a store that there is not is refused', async () => {
  const storage = openPayloadStorage({ kind: 'none' }, { namespace: 'default' });
  await expect(storeRelayed(storage, FILE_DRIVER, [])).rejects.toMatchObject({ type: 'PayloadStoreFailed' });
  await expect(retrieveRelayed(storage, 'constructor', [])).rejects.toMatchObject({ type: 'PayloadMissing' });
});
