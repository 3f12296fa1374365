import { rmSync } from 'node:fs';
import { databaseFile } from './command-line.ts';

/** Removes a database whose making was interrupted: it has half of its tables, and nothing was ever kept in it. */
export function removeDatabase(folder: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(databaseFile(folder) + suffix, { force: true });
}
