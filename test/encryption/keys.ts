import { parseKeys, type EncryptionKey } from '../../src/encryption/encryption-key.ts';

/** A key whose bytes are all the same. */
export const keyLine = (id: string, byte = 1): string => `${id}=${Buffer.alloc(32, byte).toString('base64')}`;

export const keyOf = (id: string, byte = 1): EncryptionKey => parseKeys(keyLine(id, byte), 'a test')[0]!;
