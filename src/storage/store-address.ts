import { resolve } from 'node:path';

/** Where large payloads are kept. */
export type StoreAddress =
  | { readonly kind: 'none' }
  | { readonly kind: 'file'; readonly folder: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** What was written is none of `file:DIR`, `s3://BUCKET/PREFIX` and `none`. */
export class StoreAddressError extends Error {
  override readonly name = 'StoreAddressError';
}

/** Reads `file:DIR` (from the current folder), `s3://BUCKET/PREFIX` or `none`. */
export function parseStoreAddress(written: string): StoreAddress {
  if (written === 'none') return { kind: 'none' };
  const [, folder] = /^file:(?:\/\/(?=\/)|(?!\/\/))(.+)$/.exec(written) ?? [];
  if (folder !== undefined) return { kind: 'file', folder: resolve(folder) };
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(written) ?? [];
  if (bucket !== undefined) return { kind: 's3', bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') };
  throw new StoreAddressError(`"${written}" is no payload store: write file:FOLDER, s3://BUCKET/PREFIX or none`);
}

/** As it is written. */
export function formatStoreAddress(address: StoreAddress): string {
  switch (address.kind) {
    case 'none':
      return 'none';
    case 'file':
      return `file:${address.folder}`;
    case 's3':
      return `s3://${address.bucket}${address.prefix && `/${address.prefix}`}`;
  }
}
