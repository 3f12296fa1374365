import { accessSync, constants, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DevServerError } from './dev-server-error.ts';
import { freeMegabytes, LEAST_FREE_MB } from './free-space.ts';

/** Makes the folder, and returns its real path, so that two ways to write it are one folder. */
export function makeFolder(folder: string): string {
  return orNotWritable(folder, () => {
    mkdirSync(folder, { recursive: true });
    return realpathSync(folder);
  });
}

/** What has to be so before a server is started there. Touches nothing but the `.gitignore`, which keeps the folder out of commits. */
export function prepareFolder(folder: string): void {
  orNotWritable(folder, () => accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK));
  const free = freeMegabytes(folder);
  if (free < LEAST_FREE_MB) {
    throw new DevServerError({
      code: 'DISK_FULL',
      what: `the disk is full: ${free.toFixed(1)} MB are free, and the server needs ${LEAST_FREE_MB} MB to start. Nothing was touched.`,
      place: folder,
      remedy: 'Free some space, then start again.',
    });
  }
  orNotWritable(folder, () => writeFileSync(path.join(folder, '.gitignore'), '*\n'));
}

function orNotWritable<T>(folder: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new DevServerError(
      {
        code: 'FOLDER_NOT_WRITABLE',
        what: `this folder keeps the server's data, and cannot be written: ${(error as Error).message}`,
        place: folder,
        remedy: 'Make it a folder that you may write, or start from another project folder.',
      },
      { cause: error },
    );
  }
}
