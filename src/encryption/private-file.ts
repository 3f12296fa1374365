import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { EncryptionError } from './encryption-error.ts';

/** Reads a file that nobody but its owner can use. @throws EncryptionError */
export function readPrivateFile(file: string, what: string): string {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EncryptionError(`the ${what} ${file} cannot be read (${code ?? 'unknown error'})`, { cause: error });
  }
  try {
    // Of the opened file, so that it is the one that is read.
    const { mode } = fstatSync(handle);
    if ((mode & 0o077) !== 0 && process.platform !== 'win32')
      throw new EncryptionError(
        `the ${what} ${file} may be used by others (mode ${(mode & 0o777).toString(8)}): run \`chmod 600 ${basename(file)}\``,
      );
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}
