import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { NO_ENCRYPTION, type Encryption } from './encryption.ts';
import { EncryptionError } from './encryption-error.ts';
import { parseKeys } from './encryption-key.ts';

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
      ? parseKeys(readPrivate(encryptionKeys), encryptionKeys)
      : keysVariable !== undefined
        ? parseKeys(keysVariable, KEYS_VARIABLE)
        : undefined;
  return keys ? { keys, allowPlain: allowPlainPayloads ?? false } : NO_ENCRYPTION;
}

function readPrivate(file: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EncryptionError(`the file of keys ${file} cannot be read (${code ?? 'unknown error'})`, { cause: error });
  }
  try {
    // Of the opened file, so that it is the one that is read.
    const { mode } = fstatSync(handle);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32')
      throw new EncryptionError(
        `the file of keys ${file} may be used by others (mode ${(mode & 0o777).toString(8)}): run \`chmod 600 ${basename(file)}\``,
      );
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
