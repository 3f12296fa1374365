import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { Encryption } from './encryption.ts';
import { createPayloadCodec } from './payload-codec.ts';

export interface DataConverters {
  /** Reads what is plain too: what there is of runs from before there were keys. */
  readonly client: DataConverter;
  readonly worker: DataConverter;
}

/** The SDK's own `require` loads it, which takes nothing but JavaScript: run from src, as tests do, it is the built one. */
const failureConverterPath = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../../dist/encryption/failure-converter.js', import.meta.url)
    : new URL('failure-converter.js', import.meta.url),
);

/** What clients and workers convert with. Payloads that are large are encrypted first, and then stored. */
export function dataConverters(storage: DataConverter, { keys, allowPlain }: Encryption): DataConverters {
  const common = { ...storage, ...(keys.length > 0 ? { failureConverterPath } : {}) };
  return {
    client: { ...common, payloadCodecs: [createPayloadCodec(keys, { plain: 'accepted' })] },
    worker: { ...common, payloadCodecs: [createPayloadCodec(keys, { plain: allowPlain ? 'accepted' : 'refused' })] },
  };
}
