import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sweepFiles } from '../../src/storage/sweep-files.ts';

const DAY = 86_400_000;
const now = Date.now();

async function folderWith(ages: Readonly<Record<string, number>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-sweep-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, days] of Object.entries(ages)) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'x');
    await utimes(file, new Date(now - days * DAY), new Date(now - days * DAY));
  }
  return folder;
}

const left = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((name) => name.includes('/')).sort();

test('a sweep deletes payloads that are older, and never one that is younger', async () => {
  const [old, young] = [`aa/aa${'0'.repeat(62)}`, `aa/aa${'1'.repeat(62)}`];
  const folder = await folderWith({ [old]: 5, [young]: 3 });
  expect(await sweepFiles(folder, new Date(now - 4 * DAY))).toBe(1);
  expect(await left(folder)).toEqual([young]);
});

test('a sweep touches nothing but payloads, and what an interrupted writer left behind', async () => {
  const part = `ff/ff${'0'.repeat(62)}.5b0c.part`;
  const folder = await folderWith({ 'ff/notes.txt': 99, 'other/file': 99, [part]: 2, [`ff/new.part`]: 0 });
  await sweepFiles(folder, new Date(now));
  expect(await left(folder)).toEqual(['ff/new.part', 'ff/notes.txt', 'other/file']);
});

test('a sweep that has no time left leaves the rest to the next one', async () => {
  const old = `aa/aa${'0'.repeat(62)}`;
  const folder = await folderWith({ [old]: 5 });
  expect(await sweepFiles(folder, new Date(now), 0)).toBe(0);
  expect(await left(folder)).toEqual([old]);
});

test('a folder that is not there has nothing to sweep', async () => {
  expect(await sweepFiles(join(tmpdir(), 'no-such-folder'), new Date(now))).toBe(0);
});
