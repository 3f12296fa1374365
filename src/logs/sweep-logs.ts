import { opendir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a sweep does not get to, a later one does. */
const BUDGET = 60_000;

/** Deletes the logs of runs that have logged nothing since `before`. Gives how many runs that were. */
export async function sweepLogs(folder: string, before: Date, budget = BUDGET): Promise<number> {
  const deadline = Date.now() + budget;
  let deleted = 0;
  for await (const workflow of entriesOf(folder)) {
    for await (const run of entriesOf(workflow)) {
      if (Date.now() >= deadline) return deleted;
      if (await isYoung(run, before.getTime(), deadline)) continue;
      await rm(run, { recursive: true, force: true });
      deleted += 1;
    }
    // Goes only if it is empty.
    await rmdir(workflow).catch(() => {});
  }
  return deleted;
}

/** Whether anything in it is young, or there was no time to see. A folder's own time is that of its newest file's creation. */
async function isYoung(path: string, before: number, deadline: number): Promise<boolean> {
  if (Date.now() >= deadline || (await timeOf(path)) >= before) return true;
  for await (const entry of entriesOf(path)) if (await isYoung(entry, before, deadline)) return true;
  return false;
}

async function* entriesOf(folder: string): AsyncGenerator<string> {
  try {
    for await (const { name } of await opendir(folder)) yield join(folder, name);
  } catch {
    // A file, or what another worker has swept.
  }
}

const timeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
