import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StorageDriverClaim } from '@temporalio/common/lib/converter/extstore.js';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createS3Driver } from '../../src/storage/s3-driver.ts';
import { driverSuite } from './driver-suite.ts';
import { payloadOf, textIn } from './payload.ts';

let server: S3rver;
let directory: string;
let endpoint: string;

beforeAll(async () => {
  // What the S3 client reads by itself.
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
  directory = await mkdtemp(join(tmpdir(), 'orchestrator-s3-'));
  const configureBuckets = [{ name: 'payloads', configs: [] }];
  server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets });
  const { port } = await server.run();
  endpoint = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

const newDriver = (options: { bucket?: string; prefix?: string } = {}) =>
  createS3Driver({ bucket: 'payloads', prefix: 'some/where', namespace: 'default', endpoint, ...options });

describe('payloads in S3', () => {
  driverSuite(async () => newDriver());

  test('references are those of the S3 drivers of Temporal, under our prefix', async () => {
    const [claim] = await newDriver().store({}, [payloadOf('x')]);
    const { key, hashValue, ...rest } = claim!.claimData;
    expect(rest).toEqual({ bucket: 'payloads', hashAlgorithm: 'sha256' });
    expect(key).toBe(`some/where/v0/ns/default/d/sha256/${hashValue}`);
  });

  test('what a driver without our prefix has stored is read', async () => {
    const claims = await newDriver({ prefix: '' }).store({}, [payloadOf('x')]);
    expect((await newDriver().retrieve({}, claims)).map(textIn)).toEqual(['x']);
  });

  test('an object in another bucket is not fetched, and the message says which store to use', async () => {
    const [claim] = await newDriver().store({}, [payloadOf('x')]);
    const forged = new StorageDriverClaim({ ...claim!.claimData, bucket: 'other' });
    await expect(newDriver().retrieve({}, [forged])).rejects.toMatchObject({
      type: 'PayloadMissing',
      message: expect.stringContaining('it was kept in s3://other; use that with --payload-store'),
    });
  });

  test('a bucket that is not there fails for good, with what to check', async () => {
    await expect(newDriver({ bucket: 'absent' }).store({}, [payloadOf('x')])).rejects.toMatchObject({
      type: 'PayloadStoreFailed',
      nonRetryable: true,
      message: expect.stringMatching(/could not be kept in s3:\/\/absent: NoSuchBucket: .*AWS_ENDPOINT_URL_S3/),
    });
  });
});
