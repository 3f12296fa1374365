import { open, readdir, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { parseHeader } from './cache-entry.ts';

/**
 * Removes entries that are older than their ttl, entries that nobody has used for 30 days, and what a worker that died left half
 * written. Looks at `most` files at the most, from a place that is another one each time.
 */
export async function sweepCache(folder: string, now: number, most = 10_000): Promise<void> {
  const all = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = all.filter((name) => OURS.test(name));
  const start = names.length > most ? Math.floor(Math.random() * names.length) : 0;
  for (const name of [...names.slice(start), ...names.slice(0, start)].slice(0, most)) {
    const file = path.join(folder, name);
    // It may go, or be replaced, at any moment: another worker sweeps too.
    if (await isOver(file, now).catch(() => false)) await rm(file, { force: true });
  }
}

const OURS = /^[0-9a-f]{64}\.json(\..*\.part)?$/;
const DAY = 86_400_000;
const UNUSED_FOR = 30 * DAY;
const UNFINISHED_FOR = DAY;

async function isOver(file: string, now: number): Promise<boolean> {
  const handle = await open(file);
  try {
    const { mtimeMs } = await handle.stat();
    if (file.endsWith('.part')) return now - mtimeMs > UNFINISHED_FOR;
    const header = parseHeader(await firstLine(handle));
    if (header === undefined) return true;
    return now - mtimeMs > UNUSED_FOR || (header.ttl !== undefined && now - header.storedAt >= header.ttl);
  } finally {
    await handle.close();
  }
}

async function firstLine(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(LONGEST_HEADER), 0, LONGEST_HEADER, 0);
  const start = buffer.toString('utf8', 0, bytesRead);
  return start.slice(0, Math.max(0, start.indexOf('\n')));
}

const LONGEST_HEADER = 512;
