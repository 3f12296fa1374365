import { accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { databaseFile } from './command-line.ts';
import { DevServerError } from './dev-server-error.ts';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/** Refuses a database that the server could not use, before anything opens it for writing. No file is fine: one will be made. */
export function checkDatabase(folder: string): void {
  const file = databaseFile(folder);
  const flaw = flawOf(file);
  if (flaw === undefined) return;
  throw new DevServerError({
    code: 'DATABASE_REFUSED',
    what: `${flaw}. It was not touched.`,
    place: file,
    remedy: `Put back a copy of it, or move ${file}* away: the next start makes a new one, without the runs of the old.`,
  });
}

function flawOf(file: string): string | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch (error) {
    return `the database cannot be read and written (${(error as Error).message})`;
  }
  const { header, size } = readHeader(file);
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return 'this is not a SQLite database';
  }
  // The header counts the pages. While a write-ahead log holds some of them the file may be shorter, and that is well.
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const expected = header.readUInt32BE(28) * pageSize;
  const logged = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  return size < expected && logged === 0 ? `the database is cut off: ${size} bytes of ${expected}` : undefined;
}

function readHeader(file: string): { header: Buffer; size: number } {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(HEADER_BYTES);
    const length = readSync(descriptor, buffer, 0, HEADER_BYTES, 0);
    return { header: buffer.subarray(0, length), size: fstatSync(descriptor).size };
  } finally {
    closeSync(descriptor);
  }
}
