import type * as S3 from '@aws-sdk/client-s3';
import { PayloadError } from './payload-error.ts';

export interface S3Options {
  readonly bucket: string;
  /** Of keys; may be empty. */
  readonly prefix: string;
  /** Of Temporal: namespaces that share a bucket may forget their runs at different times. */
  readonly namespace: string;
  /** Set for other stores than Amazon's, which have no name of its own for each bucket. */
  readonly endpoint?: string;
}

export interface LoadedS3 {
  readonly client: S3.S3Client;
  readonly sdk: typeof S3;
}

/** The client of Amazon is large, and few need it: it is loaded at the first use. */
export function loadS3(endpoint: string | undefined): () => Promise<LoadedS3> {
  let loading: Promise<LoadedS3> | undefined;
  return () => (loading ??= load(endpoint));
}

/** A failure of the store that says what to look at. */
export function s3Failed(what: string, error: unknown): PayloadError {
  if (error instanceof PayloadError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new PayloadError(
    'PayloadStoreFailed',
    `${what}: ${name}: ${message}; check the bucket, AWS_REGION, AWS_ENDPOINT_URL_S3 and the credentials (AWS_ACCESS_KEY_ID, AWS_PROFILE or a role)`,
    error,
  );
}

async function load(endpoint: string | undefined): Promise<LoadedS3> {
  let sdk: LoadedS3['sdk'];
  try {
    sdk = await import('@aws-sdk/client-s3');
  } catch (error) {
    throw new PayloadError(
      'PayloadStoreFailed',
      'payloads in s3 need the package @aws-sdk/client-s3, which is not installed here: `npm install @aws-sdk/client-s3`',
      error,
    );
  }
  const client = new sdk.S3Client({
    maxAttempts: 5,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
  });
  return { client, sdk };
}
