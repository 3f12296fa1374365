import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tailFile } from './attempt-file.ts';

/** What agents log may be confidential: it is the worker's user's alone. */
const MODE = 0o600;

/** Puts text behind the first part of a log. No file stays open: there may be ten thousand of them. */
export async function addToLog(folder: string, file: string, text: string): Promise<void> {
  if (text !== '') await inFolder(join(folder, file), (path) => appendFile(path, text, { mode: MODE }));
}

/** Writes the last part anew: whoever reads sees the old one or the new one. */
export async function replaceTail(folder: string, file: string, text: string): Promise<void> {
  await inFolder(tailFile(join(folder, file)), async (path) => {
    await writeFile(`${path}.part`, text, { mode: MODE });
    await rename(`${path}.part`, path);
  });
}

/** Both parts of a log, as one text. */
export async function readLog(folder: string, file: string): Promise<string> {
  const path = join(folder, file);
  const [head, tail] = await Promise.all([path, tailFile(path)].map((each) => readFile(each, 'utf8').catch(noFile)));
  return `${head}${tail}`;
}

/** The folder is made for the first log in it, and again if it was swept in the meantime. */
async function inFolder(path: string, write: (path: string) => Promise<void>): Promise<void> {
  try {
    await write(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await write(path);
  }
}

function noFile(error: unknown): string {
  if (isMissing(error)) return '';
  throw error;
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
