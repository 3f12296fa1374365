import { NO_ENCRYPTION, type Encryption } from './encryption.ts';
import { parseKeys } from './encryption-key.ts';
import { readPrivateFile } from './private-file.ts';

const KEYS_VARIABLE = 'ORCHESTRATOR_ENCRYPTION_KEYS';

export interface EncryptionWishes {
  /** A file of keys, as it was named for this command. */
  readonly encryptionKeys?: string | undefined;
  /** The keys themselves, from the environment; a file comes before them. */
  readonly keysVariable?: string | undefined;
  readonly allowPlainPayloads?: boolean | undefined;
}

/** The keys that were named for this process. @throws EncryptionError */
export function openEncryption({ encryptionKeys, keysVariable, allowPlainPayloads }: EncryptionWishes): Encryption {
  const keys =
    encryptionKeys !== undefined
      ? parseKeys(readPrivateFile(encryptionKeys, 'file of keys'), encryptionKeys)
      : keysVariable !== undefined
        ? parseKeys(keysVariable, KEYS_VARIABLE)
        : undefined;
  return keys ? { keys, allowPlain: allowPlainPayloads ?? false } : NO_ENCRYPTION;
}
