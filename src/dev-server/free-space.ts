import { statfsSync } from 'node:fs';

/** A new database with its log takes 3 MB, and grows from there: with less than this, it would soon fail in the middle of a run. */
export const LEAST_FREE_MB = 32;

/** What a user, not root, could still write to the disk of this folder. */
export function freeMegabytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return (bavail * bsize) / 1e6;
}

/**
 * Says once when the disk runs low, and again when it is well. A server on a full disk goes on, but answers nothing that has
 * to be written: to its users it seems to hang.
 */
export function watchFreeSpace(folder: string, say: (line: string) => void, everyMs = 10_000): void {
  let low = false;
  const look = () => {
    try {
      const free = freeMegabytes(folder);
      if (free < LEAST_FREE_MB === low) return;
      low = !low;
      if (low)
        say(`the disk is nearly full: ${free.toFixed(0)} MB left for ${folder}; without space, runs stand still`);
      else say(`the disk has space again: ${free.toFixed(0)} MB`);
    } catch {
      // the folder was removed: nothing to watch
    }
  };
  setInterval(look, everyMs).unref();
}
