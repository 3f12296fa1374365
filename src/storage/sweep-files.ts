import { opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPart } from './file-driver.ts';
import { isHash } from './stored-payload.ts';

/** What a writer has left behind is older than this, whatever else is kept. */
const PART_AGE = 86_400_000;
/** What a sweep does not get to, a later one does. */
const BUDGET = 60_000;

/** Deletes what was neither stored nor read since `before`. Begins anywhere, so that bounded sweeps reach everything in time. */
export async function sweepFiles(folder: string, before: Date, budget = BUDGET): Promise<number> {
  const deadline = Date.now() + budget;
  const first = Math.floor(Math.random() * 256);
  let deleted = 0;
  for (let step = 0; step < 256 && Date.now() < deadline; step++) {
    const shard = join(folder, ((first + step) % 256).toString(16).padStart(2, '0'));
    for await (const name of namesIn(shard)) {
      if (Date.now() >= deadline) break;
      const file = join(shard, name);
      if (isHash(name) ? await sweepFile(file, before) : isPart(name) && (await sweepPart(file))) deleted += 1;
    }
  }
  return deleted;
}

async function* namesIn(folder: string): AsyncGenerator<string> {
  try {
    for await (const entry of await opendir(folder)) if (entry.isFile()) yield entry.name;
  } catch {
    // Nothing was ever kept in it.
  }
}

/** Out of the way first: a writer that has seen the file has made it young, and one that has not writes it anew. */
async function sweepFile(file: string, before: Date): Promise<boolean> {
  if (!(await isOlder(file, before))) return false;
  const aside = `${file}.part`;
  try {
    await rename(file, aside);
    if (!(await isOlder(aside, before))) {
      await rename(aside, file);
      return false;
    }
    await rm(aside);
    return true;
  } catch {
    // Another worker sweeps the same folder.
    return false;
  }
}

async function sweepPart(file: string): Promise<boolean> {
  if (!(await isOlder(file, new Date(Date.now() - PART_AGE)))) return false;
  await rm(file, { force: true });
  return true;
}

async function isOlder(file: string, than: Date): Promise<boolean> {
  try {
    return (await stat(file)).mtimeMs < than.getTime();
  } catch {
    return false;
  }
}
