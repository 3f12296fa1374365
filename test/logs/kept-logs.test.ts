import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attemptFile, type AttemptPlace } from '../../src/logs/attempt-file.ts';
import { findLogs } from '../../src/logs/find-logs.ts';
import { keptLogs, localLogs, type LogSource } from '../../src/logs/kept-logs.ts';
import { aFolder, anAttempt, someLogs } from './a-folder.ts';

const startedAt = Date.UTC(2026, 0, 2);
const place = (more: Partial<AttemptPlace> = {}): AttemptPlace => ({
  path: ['p', 'a'],
  attempt: 1,
  startedAt,
  ...more,
});
const line = (text: string) =>
  JSON.stringify({ time: '2026-01-02T00:00:00.000Z', n: 1, level: 'info', stream: 'log', text });

async function write(folder: string, name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

/** Logs that are nowhere but here. */
const inMemory = (files: Readonly<Record<string, string>>): LogSource => ({
  place: 's3://b/logs',
  list: async (folder) =>
    Object.keys(files).flatMap((name) =>
      name.startsWith(`${folder}/`) ? [{ name: name.slice(folder.length + 1), mark: '' }] : [],
    ),
  read: async (name) => files[name]!,
});

test('what a worker has written is read, both parts of a long log as one', async () => {
  const folder = await aFolder();
  const { logs } = someLogs(folder);
  const log = logs.begin(anAttempt({ activityId: 'p/a#2' }));
  for (let n = 1; n <= 20_000; n++) log.add({ level: 'info', message: `line ${n} ${'x'.repeat(80)}` });
  await log.end({ status: 'success', seconds: 1 });
  const [kept] = await keptLogs([localLogs(folder)], 'a-run/first');
  expect(kept?.place).toMatchObject({ path: ['p', 'a'], item: 2, attempt: 1 });
  const lines = await kept!.read();
  expect([lines[0]?.n, lines.at(-1)?.n]).toEqual([1, 20_001]);
  expect(lines.map(({ n }) => n)).toEqual(lines.map(({ n }) => n).toSorted((a, b) => a - b));
});

test('what is not the log of an attempt is not read, nor what a link leads to', async () => {
  const folder = await aFolder();
  await write(folder, 'w/r/p/notes.jsonl', line('no'));
  await write(folder, 'elsewhere', line('no'));
  await mkdir(join(folder, 'w/r/p/a'), { recursive: true });
  await symlink(join(folder, 'elsewhere'), join(folder, `w/r/${attemptFile(place())}`));
  expect(await keptLogs([localLogs(folder)], 'w/r')).toEqual([]);
});

test('half a line and other rubbish are passed over, and terminal escapes that an agent put into a file are shown as text', async () => {
  const folder = await aFolder();
  const file = `w/r/${attemptFile(place())}`;
  await write(folder, file, `${line('\u001b[2Jfine')}\nrubbish\n{"n":1}\n{"time":"2026`);
  const [log] = await keptLogs([localLogs(folder)], 'w/r');
  expect((await log!.read()).map(({ text }) => text)).toEqual([String.raw`\x1b[2Jfine`]);
});

test('a log that grows has another mark', async () => {
  const folder = await aFolder();
  const file = `w/r/${attemptFile(place())}`;
  await write(folder, file, `${line('a')}\n`);
  const mark = async () => (await keptLogs([localLogs(folder)], 'w/r'))[0]?.mark;
  const before = await mark();
  expect(await mark()).toBe(before);
  await appendFile(join(folder, file), line('b'));
  expect(await mark()).not.toBe(before);
});

test('what is in the folder and in the store is read from the folder, and the rest from the store', async () => {
  const folder = await aFolder();
  const [both, other] = [place(), place({ attempt: 2 })].map((each) => `w/r/${attemptFile(each)}`) as [string, string];
  await write(folder, both, line('here'));
  const store = inMemory({ [both]: line('there'), [other]: line('there too') });
  const logs = await keptLogs([localLogs(folder), store], 'w/r');
  expect((await Promise.all(logs.map((log) => log.read()))).flat().map(({ text }) => text)).toEqual([
    'here',
    'there too',
  ]);
});

describe('without Temporal', () => {
  const file = (workflow: string, run: string, day: number) =>
    `${workflow}/${run}/${attemptFile(place({ startedAt: startedAt + day * 86_400_000 }))}`;
  const source = inMemory({
    [file('w', 'old', 1)]: line('x'),
    [file('w', 'new', 3)]: line('x'),
    [file('other', 'newest', 4)]: line('x'),
  });

  test('the newest run with the Workflow ID is found', async () => {
    expect(await findLogs(undefined, 'w', [source])).toEqual({ folder: 'w/new', isOver: true, isKnown: false });
    expect(await findLogs(undefined, 'nowhere', [source])).toBeUndefined();
  });

  test('the newest of all runs is found in the folder', async () => {
    const folder = await aFolder();
    await write(folder, file('w', 'old', 1), line('x'));
    await write(folder, file('other', 'newest', 4), line('x'));
    expect((await findLogs(undefined, undefined, [localLogs(folder)]))?.folder).toBe('other/newest');
  });
});
