import { afterEach, expect, test, vi } from 'vitest';
import { chooseStore } from '../../src/storage/choose-store.ts';
import { FILE_DRIVER } from '../../src/storage/file-driver.ts';
import { S3_DRIVER } from '../../src/storage/s3-driver.ts';

const at = (address: string) => ({ address, namespace: 'default', options: {} });
const root = '/project';

afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(['127.0.0.1:7233', 'localhost:7233', '[::1]:7233'])('beside a server at %s, files are kept', (address) => {
  expect(chooseStore(at(address), { root }).driver).toBe(FILE_DRIVER);
});

test.each(['temporal:7233', '10.0.0.1:7233', 'localhost.example.com:7233'])(
  'nothing is kept on this machine for a server at %s, whose workers may be on others',
  (address) => {
    expect(chooseStore(at(address), { root }).driver).toBeUndefined();
  },
);

test('the environment names a store, and what is said to the command comes first', () => {
  vi.stubEnv('ORCHESTRATOR_PAYLOAD_STORE', 's3://bucket/prefix');
  expect(chooseStore(at('127.0.0.1:7233'), { root }).driver).toBe(S3_DRIVER);
  expect(chooseStore(at('127.0.0.1:7233'), { root, payloadStore: 'none' }).driver).toBeUndefined();
  vi.stubEnv('ORCHESTRATOR_PAYLOAD_STORE', '');
  expect(chooseStore(at('temporal:7233'), { root }).driver).toBeUndefined();
});

test('what names no store is refused', () => {
  vi.stubEnv('ORCHESTRATOR_PAYLOAD_STORE', '/var/payloads');
  expect(() => chooseStore(at('temporal:7233'), { root })).toThrow('"/var/payloads" is no payload store');
});
