import { expect, test } from 'vitest';
import { plainTextWarning, refuseOpenKey } from '../../src/connection/plain-text.ts';
import type { Target } from '../../src/connection/target.ts';

const target = (address: string, options: Target['options'] = {}): Target => ({
  address,
  namespace: 'default',
  options,
});

test.each(['temporal.example.com:7233', '203.0.113.7:7233', 'ns.acct.tmprl.cloud:7233', '[2001:db8::1]:7233'])(
  'a connection in the clear to %s is warned of',
  (address) => {
    expect(plainTextWarning(target(address))).toMatch(/is not encrypted: set TEMPORAL_TLS=true/);
    expect(plainTextWarning(target(address, { tls: true }))).toBeUndefined();
    expect(plainTextWarning(target(address, { tls: {} }))).toBeUndefined();
  },
);

test.each([
  '127.0.0.1:7233',
  'localhost:7233',
  '[::1]:7233',
  'temporal:7233',
  '10.1.2.3:7233',
  '172.20.0.4:7233',
  '192.168.1.5:7233',
  '[fd00::7]:7233',
  'temporal-frontend.temporal.svc:7233',
  'build.local:7233',
  'temporal-frontend.temporal.svc.cluster.local:7233',
  'host.docker.internal:7233',
])('one to %s, inside of a machine or a network, is not', (address) => {
  expect(plainTextWarning(target(address))).toBeUndefined();
});

test('an API key is not sent in the clear, but to this machine', () => {
  const options = { apiKey: 'key', tls: false };
  expect(() => refuseOpenKey(target('temporal:7233', options))).toThrow(/would be sent the API key in the clear/);
  expect(() => refuseOpenKey(target('127.0.0.1:7233', options))).not.toThrow();
  expect(() => refuseOpenKey(target('temporal:7233', { apiKey: 'key', tls: true }))).not.toThrow();
});
