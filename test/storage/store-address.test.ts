import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatStoreAddress, parseStoreAddress } from '../../src/storage/store-address.ts';

test.each([
  ['none', { kind: 'none' }],
  ['file:/var/payloads', { kind: 'file', folder: '/var/payloads' }],
  ['file:///var/pay loads', { kind: 'file', folder: '/var/pay loads' }],
  ['file:payloads', { kind: 'file', folder: join(process.cwd(), 'payloads') }],
  ['s3://a-bucket', { kind: 's3', bucket: 'a-bucket', prefix: '' }],
  ['s3://a-bucket/', { kind: 's3', bucket: 'a-bucket', prefix: '' }],
  ['s3://a-bucket/one/two/', { kind: 's3', bucket: 'a-bucket', prefix: 'one/two' }],
] as const)('%s is understood', (written, address) => {
  expect(parseStoreAddress(written)).toEqual(address);
  expect(parseStoreAddress(formatStoreAddress(address))).toEqual(address);
});

test.each(['', 'payloads', 'file:', 'file://host/share', 's3://', 's3://A_BUCKET', 'gs://bucket', 'None'])(
  '%j is refused, and the message says what to write',
  (written) => {
    expect(() => parseStoreAddress(written)).toThrow('write file:FOLDER, s3://BUCKET/PREFIX or none');
  },
);
