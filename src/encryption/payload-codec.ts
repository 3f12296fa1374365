import type { Payload, PayloadCodec } from '@temporalio/common';
import { decryptPayload, encryptPayload, isEncrypted } from './encrypted-payload.ts';
import { EncryptionError } from './encryption-error.ts';
import type { EncryptionKey } from './encryption-key.ts';

/**
 * Encrypts with the first key, decrypts with any. Without keys it encrypts nothing, and says of what others have encrypted that
 * keys are needed for it.
 */
export function createPayloadCodec(
  keys: readonly EncryptionKey[],
  { plain }: { readonly plain: 'accepted' | 'refused' },
): PayloadCodec {
  const [current] = keys;
  const decode = (payload: Payload): Payload => {
    if (isEncrypted(payload)) return decryptPayload(payload, keys);
    if (plain === 'accepted' || isServers(payload)) return payload;
    throw new EncryptionError(
      'a payload is not encrypted, and this worker takes encrypted ones alone: give the keys also to what has sent it, ' +
        'or, while runs from before the keys are under way, start the worker with --allow-plain-payloads',
    );
  };
  return {
    encode: async (payloads) => (current ? payloads.map((payload) => encryptPayload(payload, current)) : payloads),
    decode: async (payloads) => payloads.map(decode),
  };
}

/** What the server itself says of an activity that was cancelled before it started, in the place of details. It has no key. */
const isServers = ({ metadata, data }: Payload): boolean =>
  Buffer.from(metadata?.['encoding'] ?? []).toString() === 'json/plain' &&
  Buffer.from(data ?? []).toString() === '"ACTIVITY_ID_NOT_STARTED"';
