import type * as S3 from '@aws-sdk/client-s3';
import { loadS3, s3Failed, type S3Options } from './s3-client.ts';

/** A store of logs that other machines can read. Names are paths, with `/`. */
export interface LogStore {
  /** As a person writes it. */
  readonly place: string;
  put(name: string, text: string, signal: AbortSignal): Promise<void>;
  /** What is below a folder, by name below it, with a mark that changes when the object does. */
  list(folder: string): Promise<{ readonly name: string; readonly mark: string }[]>;
  read(name: string): Promise<string>;
}

/** Logs beside the payloads of a namespace. What is old is left to the bucket's lifecycle rules. */
export function createS3LogStore({ bucket, prefix, namespace, endpoint }: S3Options): LogStore {
  const root = `${prefix && `${prefix}/`}v0/ns/${encodeURIComponent(namespace)}/logs`;
  const place = `s3://${bucket}/${root}`;
  const loaded = loadS3(endpoint);
  const attempt = async <T>(what: string, use: (sdk: typeof S3, client: S3.S3Client) => Promise<T>): Promise<T> => {
    try {
      const { client, sdk } = await loaded();
      return await use(sdk, client);
    } catch (error) {
      throw s3Failed(what, error);
    }
  };
  return {
    place,
    put: (name, text, abortSignal) =>
      attempt(`a log could not be written to ${place}`, async (sdk, client) => {
        const ContentType = 'application/x-ndjson';
        const object = { Bucket: bucket, Key: `${root}/${name}`, Body: text, ContentType };
        await client.send(new sdk.PutObjectCommand(object), { abortSignal });
      }),
    list: (folder) =>
      attempt(`${place} could not be listed`, async (sdk, client) => {
        const Prefix = folder === '' ? `${root}/` : `${root}/${folder}/`;
        const pages = sdk.paginateListObjectsV2({ client }, { Bucket: bucket, Prefix });
        const found: { name: string; mark: string }[] = [];
        for await (const { Contents = [] } of pages)
          for (const { Key = '', ETag = '' } of Contents) found.push({ name: Key.slice(Prefix.length), mark: ETag });
        return found;
      }),
    read: (name) =>
      attempt(`${place}/${name} cannot be read`, async (sdk, client) => {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: `${root}/${name}` }));
        return (await Body?.transformToString()) ?? '';
      }),
  };
}
