import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepLogs } from '../../src/logs/sweep-logs.ts';
import { aFolder, filesIn } from './a-folder.ts';

const DAY = 86_400_000;

async function folderWith(ages: Readonly<Record<string, number>>): Promise<string> {
  const folder = await aFolder();
  for (const name of Object.keys(ages)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), 'x');
  }
  for (const [name, days] of Object.entries(ages)) {
    const time = new Date(Date.now() - days * DAY);
    // What contains it is as old as it is, unless something younger is in it.
    for (let path = name; path !== '.'; path = dirname(path)) {
      const inIt = Object.entries(ages).filter(([other]) => other === path || other.startsWith(`${path}/`));
      const youngest = Math.min(...inIt.map(([, age]) => age));
      if (youngest === days) await utimes(join(folder, path), time, time);
    }
  }
  return folder;
}

const before = () => new Date(Date.now() - 14 * DAY);

test('runs that have logged nothing for days are deleted, whole, and no other', async () => {
  const folder = await folderWith({ 'old/r/p/a/1.jsonl': 15, 'long/r/p/a/1.jsonl': 30, 'long/r/p/b/1.jsonl': 1 });
  expect(await sweepLogs(folder, before())).toBe(1);
  expect(await filesIn(folder)).toEqual(['long/r/p/a/1.jsonl', 'long/r/p/b/1.jsonl']);
  expect(await readdir(folder)).toEqual(['long']);
});

test('of runs with one Workflow ID the old ones go', async () => {
  const folder = await folderWith({ 'w/old/p/a/1.jsonl': 15, 'w/new/p/a/1.jsonl': 13 });
  await sweepLogs(folder, before());
  expect(await filesIn(folder)).toEqual(['w/new/p/a/1.jsonl']);
});

test('a file that goes on growing keeps its run, however old its folders are', async () => {
  const folder = await folderWith({ 'w/r/p/a/1.jsonl': 30 });
  await utimes(join(folder, 'w/r/p/a/1.jsonl'), new Date(), new Date());
  expect(await sweepLogs(folder, before())).toBe(0);
});

test('a sweep that has no time left leaves the rest to the next one; a folder that is not there has nothing to sweep', async () => {
  const folder = await folderWith({ 'w/r/p/a/1.jsonl': 30 });
  expect(await sweepLogs(folder, before(), 0)).toBe(0);
  expect(await filesIn(folder)).toHaveLength(1);
  expect(await sweepLogs(join(folder, 'nowhere'), before())).toBe(0);
});
