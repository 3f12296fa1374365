import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { decodePayload, encodePayload } from '../storage/stored-payload.ts';
import { EncryptionError } from './encryption-error.ts';
import type { EncryptionKey } from './encryption-key.ts';

/** What stands in the metadata of an encrypted payload; docs/encryption.md describes the format. */
const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

/** A payload whose data is nonce, ciphertext and tag, over Temporal's encoding of the original with all of its metadata. */
export function encryptPayload(payload: Payload, { id, secret }: EncryptionKey): Payload {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, secret, nonce).setAAD(Buffer.from(id));
  const data = Buffer.concat([nonce, cipher.update(encodePayload(payload)), cipher.final(), cipher.getAuthTag()]);
  return {
    metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(id) },
    data,
  };
}

/** @throws EncryptionError if there is no key for it, or it is not what was encrypted with that key */
export function decryptPayload(payload: Payload, keys: readonly EncryptionKey[]): Payload {
  const id = text(payload.metadata?.['encryption-key-id']);
  const key = keys.find((each) => each.id === id);
  if (!key) throw new EncryptionError(missing(id, keys));
  const data = payload.data ?? new Uint8Array();
  try {
    const decipher = createDecipheriv(CIPHER, key.secret, data.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAAD(Buffer.from(id)).setAuthTag(data.subarray(-TAG));
    return decodePayload(Buffer.concat([decipher.update(data.subarray(NONCE, -TAG)), decipher.final()]));
  } catch (error) {
    throw new EncryptionError(
      `a payload says that it is encrypted with the key "${shown(id)}", and is not: the key of that id here is another one, or the payload was changed`,
      { cause: error },
    );
  }
}

export const isEncrypted = ({ metadata }: Payload): boolean => text(metadata?.['encoding']) === ENCODING;

const missing = (id: string, keys: readonly EncryptionKey[]): string =>
  `a payload is encrypted with the key "${shown(id)}", ` +
  (keys.length === 0
    ? 'and there are no keys here: give the file of keys with --encryption-keys, or keys in ORCHESTRATOR_ENCRYPTION_KEYS'
    : `which is not among the keys here (${keys.map((key) => key.id).join(', ')}): add its line to them`);

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

/** Whoever can write to the server can write an id: no control characters reach a terminal, and no endless text. */
const shown = (id: string): string => id.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 64);
