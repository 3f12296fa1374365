import { expect, test } from 'vitest';
import { writeSettings } from '../../src/python/worker-settings.ts';

const common = { taskQueue: 'q-python', root: '/project', maxAgents: 8, encrypts: true, traces: false };
const payloads = { drivers: ['files', 'bucket'], driver: 'files', outputLimit: 64 };

test('where Temporal is, and its keys, are told as they are for the Node worker', () => {
  const options = {
    apiKey: 'key',
    metadata: { 'x-team': 'traffic' },
    tls: {
      serverNameOverride: 'temporal',
      serverRootCACertificate: Buffer.from([1, 255]),
      clientCertPair: { crt: new Uint8Array([2]), key: Buffer.from([3]) },
    },
  };
  const target = { address: 'temporal:7233', namespace: 'traffic', options };
  expect(JSON.parse(writeSettings({ ...common, target, payloads }))).toEqual({
    ...common,
    payloadDrivers: ['files', 'bucket'],
    payloadDriver: 'files',
    outputLimit: 64,
    address: 'temporal:7233',
    namespace: 'traffic',
    apiKey: 'key',
    metadata: { 'x-team': 'traffic' },
    tls: {
      serverNameOverride: 'temporal',
      serverRootCACertificate: { base64: 'Af8=' },
      clientCertPair: { crt: { base64: 'Ag==' }, key: { base64: 'Aw==' } },
    },
  });
});

test('settings are one line', () => {
  const target = { address: 'a\nb', namespace: 'default', options: {} };
  expect(writeSettings({ ...common, target, payloads })).not.toContain('\n');
});

test('with worker versioning it is of the version of the Node worker; without, nothing is said of it', () => {
  const target = { address: 'a:1', namespace: 'default', options: {} };
  const version = { deployment: 'flights', buildId: '2', versioningBehavior: 'pinned' } as const;
  const settings = JSON.parse(writeSettings({ ...common, target, payloads, version })) as object;
  expect(settings).toMatchObject({ deployment: 'flights', buildId: '2' });
  const without = JSON.parse(writeSettings({ ...common, target, payloads })) as object;
  expect(Object.keys(settings).filter((key) => !(key in without))).toEqual(['deployment', 'buildId']);
});
