import type * as S3 from '@aws-sdk/client-s3';
import type { Payload } from '@temporalio/common';
import { StorageDriverClaim, type StorageDriver } from '@temporalio/common/lib/converter/extstore.js';
import { describeClaim } from './absent-driver.ts';
import { PayloadError } from './payload-error.ts';
import { loadS3, s3Failed as failed, type S3Options } from './s3-client.ts';
import { fromStored, isHash, toStored } from './stored-payload.ts';

/** Name, claims and objects are those of Temporal's own S3 drivers, so that workers in other languages read them with theirs. */
export const S3_DRIVER = 'aws.s3driver';

/** Keeps payloads in a bucket, under their hash. What is old is left to the bucket's lifecycle rules. */
export function createS3Driver({ bucket, prefix, namespace, endpoint }: S3Options): StorageDriver {
  const loaded = loadS3(endpoint);
  const folder = `${prefix && `${prefix}/`}v0/ns/${encodeURIComponent(namespace)}/d/sha256`;

  async function store(payload: Payload, abortSignal: AbortSignal | undefined): Promise<StorageDriverClaim> {
    const { hash, bytes } = toStored(payload);
    const key = `${folder}/${hash}`;
    try {
      const { client, sdk } = await loaded();
      // Written even if it is there: it becomes young again for the lifecycle rules.
      await client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }), abortable(abortSignal));
    } catch (error) {
      throw failed(`a payload of ${bytes.length} bytes could not be kept in s3://${bucket}`, error);
    }
    return new StorageDriverClaim({ bucket, key, hashAlgorithm: 'sha256', hashValue: hash });
  }

  async function retrieve(claim: Readonly<Record<string, string>>, abortSignal?: AbortSignal): Promise<Payload> {
    const { key = '', hashValue } = claim;
    if (claim['bucket'] !== bucket)
      throw new PayloadError('PayloadMissing', `a stored payload is not in s3://${bucket}: ${describeClaim(claim)}`);
    if (claim['hashAlgorithm'] !== 'sha256' || !isHash(hashValue) || !isKey(key, hashValue))
      throw new PayloadError('PayloadMissing', 'a reference to a stored payload names no object that holds one');
    const payload = fromStored(await read(key, abortSignal), hashValue);
    if (payload) return payload;
    throw new PayloadError(
      'PayloadStoreFailed',
      `s3://${bucket}/${key} is damaged: it does not hold what was kept in it`,
    );
  }

  async function read(key: string, abortSignal: AbortSignal | undefined): Promise<Uint8Array> {
    const { client, sdk } = await loaded();
    try {
      const object: S3.GetObjectCommandOutput = await client.send(
        new sdk.GetObjectCommand({ Bucket: bucket, Key: key }),
        abortable(abortSignal),
      );
      return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (error) {
      if (!(error instanceof sdk.NoSuchKey)) throw failed(`s3://${bucket}/${key} cannot be read`, error);
      throw new PayloadError(
        'PayloadMissing',
        `s3://${bucket}/${key} is gone: its lifecycle rules may delete too early; put it back, or start the run again`,
        error,
      );
    }
  }

  return {
    name: S3_DRIVER,
    type: S3_DRIVER,
    store: ({ abortSignal }, payloads) => Promise.all(payloads.map((payload) => store(payload, abortSignal))),
    retrieve: ({ abortSignal }, claims) => Promise.all(claims.map(({ claimData }) => retrieve(claimData, abortSignal))),
  };
}

/** Claims may name what a worker in another language has stored, without our prefix; never anything but a stored payload. */
const isKey = (key: string, hash: string): boolean =>
  /^(.+\/)?v0\/(.+\/)?d\/sha256\/[0-9a-f]{64}$/.test(key) && key.endsWith(`/${hash}`);

const abortable = (abortSignal: AbortSignal | undefined) => (abortSignal ? { abortSignal } : {});
