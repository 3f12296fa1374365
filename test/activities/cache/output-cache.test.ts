import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOutputCache } from '../../../src/activities/cache/output-cache.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let parent: string;
let folder: string;
let now: number;
let problems: string[];

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'cache-'));
  folder = path.join(parent, '.orchestrator', 'cache');
  now = Date.now();
  problems = [];
});
afterEach(() => rmSync(parent, { recursive: true }));

const open = () =>
  createOutputCache(
    folder,
    (problem) => problems.push(problem),
    () => now,
  );
const files = () => readdirSync(folder).map((name) => path.join(folder, name));

test('an output is found by its key, also by another worker, and by no other key', async () => {
  await open().store(['w', 'p', 'a', 'k'], '{"__proto__":[1,"ü\u2028"]}', undefined);
  expect(await open().read(['w', 'p', 'a', 'k'], undefined)).toBe('{"__proto__":[1,"ü\u2028"]}');
  for (const other of [
    ['w', 'p', 'a', 'K'],
    ['w', 'p', 'a'],
    ['w', 'p', 'ak', ''],
    ['w,p', 'a', 'k'],
  ]) {
    expect(await open().read(other, undefined)).toBeUndefined();
  }
});

test('is for its owner’s eyes only, and nothing half written stays beside it', async () => {
  await open().store(['k'], '1', undefined);
  expect(files()).toHaveLength(1);
  expect(statSync(files()[0]!).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('is used until it is as old as the ttl that the agent has now, and then removed', async () => {
  const cache = open();
  await cache.store(['k'], '1', HOUR);
  now += HOUR - 1;
  expect(await cache.read(['k'], HOUR)).toBe('1');
  expect(await cache.read(['k'], undefined)).toBe('1');
  now += 1;
  expect(await cache.read(['k'], HOUR)).toBeUndefined();
  expect(files()).toEqual([]);
});

test('is not used if it was stored in the future', async () => {
  await open().store(['k'], '1', undefined);
  now -= HOUR;
  expect(await open().read(['k'], undefined)).toBeUndefined();
});

test('that is stored again is the new one', async () => {
  const cache = open();
  await cache.store(['k'], '1', undefined);
  await Promise.all([cache.store(['k'], '2', undefined), cache.store(['k'], '2', undefined)]);
  expect(await cache.read(['k'], undefined)).toBe('2');
  expect(files()).toHaveLength(1);
});

test('that is broken in any place is none, and is stored anew', async () => {
  const cache = open();
  await cache.store(['k'], '{"a":[1,2,3]}', undefined);
  const [file] = files();
  const whole = readFileSync(file!, 'utf8');
  const broken = [
    '',
    '\n',
    'x',
    '{}\n1',
    'null\n1',
    whole.replace('[1', '[,'),
    whole.replace('"version":1', '"version":0'),
    `${whole} `,
  ];
  for (let end = 1; end < whole.length; end += 5) broken.push(whole.slice(0, end));
  for (const text of broken) {
    writeFileSync(file!, text);
    expect(await cache.read(['k'], undefined)).toBeUndefined();
  }
  await cache.store(['k'], '1', undefined);
  expect(await cache.read(['k'], undefined)).toBe('1');
});

test('that cannot be stored is a problem in words, and nothing worse', async () => {
  writeFileSync(path.join(parent, '.orchestrator'), 'a file where the folder would be');
  await open().store(['k'], '1', undefined);
  expect(await open().read(['k'], undefined)).toBeUndefined();
  expect(problems).toEqual([expect.stringContaining(`could not be kept in the cache ${folder}: `) as unknown]);
});

test('what is too old, or was not used for 30 days, goes with the sweep; what is used stays', async () => {
  const cache = open();
  await cache.store(['short'], '1', HOUR);
  await cache.store(['long'], '1', 40 * DAY);
  await cache.store(['unused'], '1', undefined);
  await cache.store(['used'], '1', undefined);
  writeFileSync(path.join(folder, 'notes.txt'), 'not ours');
  now += HOUR;
  await cache.sweep();
  expect(readdirSync(folder)).toHaveLength(4);
  now += 29 * DAY;
  await cache.read(['used'], undefined);
  await cache.read(['long'], 40 * DAY);
  now += 2 * DAY;
  await cache.sweep();
  expect(await Promise.all(['short', 'long', 'unused', 'used'].map((key) => cache.read([key], undefined)))).toEqual([
    undefined,
    '1',
    undefined,
    '1',
  ]);
  expect(readdirSync(folder)).toContain('notes.txt');
  now += 10 * DAY;
  await cache.sweep();
  expect(await cache.read(['long'], undefined)).toBeUndefined();
});

test('the sweep is done once an hour, takes what is broken or was left half written, and needs no folder', async () => {
  const cache = open();
  await cache.sweep();
  await cache.store(['k'], '1', undefined);
  const [file] = files();
  const part = `${file}.0.part`;
  const recent = `${file}.1.part`;
  for (const each of [part, recent]) writeFileSync(each, 'half');
  utimesSync(part, 0, 0);
  writeFileSync(file!, 'broken');
  now += HOUR - 1;
  await cache.sweep();
  expect(files()).toHaveLength(3);
  now += 1;
  await cache.sweep();
  expect(files()).toEqual([recent]);
  expect(problems).toEqual([]);
});

test('a folder that cannot be swept is a problem in words', async () => {
  if (process.getuid?.() === 0) writeFileSync(path.join(parent, '.orchestrator'), '');
  else {
    await open().store(['k'], '1', undefined);
    chmodSync(folder, 0);
  }
  await open().sweep();
  expect(problems).toEqual([expect.stringContaining('could not be cleared of old outputs') as unknown]);
  if (existsSync(folder)) chmodSync(folder, 0o700);
});
