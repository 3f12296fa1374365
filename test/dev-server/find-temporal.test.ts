import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { installedTemporal } from '../../src/dev-server/install-temporal.ts';

// The programs of these tests are small scripts, first on PATH. Nobody listens on port 1, so no download succeeds.
const releases = 'http://127.0.0.1:1';
const path0 = process.env['PATH'];
let folder: string;
let bin: string;
let cache: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'find-temporal-'));
  bin = path.join(folder, 'bin');
  cache = path.join(folder, 'cache');
  lines = [];
  mkdirSync(bin);
  process.env['PATH'] = `${bin}:/usr/bin:/bin`;
});
afterEach(() => {
  process.env['PATH'] = path0;
  rmSync(folder, { recursive: true });
});

const find = (signal?: AbortSignal) =>
  findTemporal({ cache, releases, onProgress: (line) => lines.push(line), signal });

function program(name: string, script: string): void {
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A Go whose build takes a moment, counts itself, and writes what `-o` names. */
function fakeGo(build: string): void {
  program(
    'go',
    `if [ "$1" = version ]; then echo go version go1.26.4 linux/amd64; exit; fi
echo built >> "${folder}/builds"
while [ "$1" != -o ]; do shift; done
${build}`,
  );
}
const builds = () => readFileSync(path.join(folder, 'builds'), 'utf8').trim().split('\n').length;

test('a new enough temporal on PATH is used, and nothing is put anywhere', async () => {
  program('temporal', 'echo "temporal version 1.5.0 (Server 1.29.0, UI 2.41.0)"');
  expect(await find()).toBe('temporal');
  expect(existsSync(cache)).toBe(false);
});

test('with an old one, what the cache has is used', async () => {
  program('temporal', 'echo "temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)"');
  mkdirSync(cache);
  writeFileSync(installedTemporal(cache), '', { mode: 0o755 });
  expect(await find()).toBe(installedTemporal(cache));
});

test('without any it is built, and two starts at once build it once', async () => {
  fakeGo('sleep 0.5; echo a server > "$2"; chmod +x "$2"');
  const found = await Promise.all([find(), find()]);
  expect(found).toEqual([installedTemporal(cache), installedTemporal(cache)]);
  expect(readFileSync(installedTemporal(cache), 'utf8')).toBe('a server\n');
  expect(builds()).toBe(1);
  expect(readdirSync(cache)).toEqual([path.basename(installedTemporal(cache))]);
});

test('what a killed build left behind is swept by the next', async () => {
  fakeGo('echo a server > "$2"; chmod +x "$2"');
  mkdirSync(path.join(cache, 'part-999999999'), { recursive: true });
  writeFileSync(path.join(cache, 'part-999999999', 'temporal'), 'half a server');
  await find();
  expect(readdirSync(cache)).toEqual([path.basename(installedTemporal(cache))]);
});

test('a build that is aborted takes its processes with it and leaves nothing', async () => {
  fakeGo(`sleep 600 & echo $! > "${folder}/compiler"; wait`);
  const stop = new AbortController();
  const finding = find(stop.signal);
  finding.catch(() => {});
  while (!existsSync(path.join(folder, 'compiler'))) await sleep(20);
  stop.abort(new Error('enough'));
  await expect(finding).rejects.toThrow('enough');
  const compiler = Number(readFileSync(path.join(folder, 'compiler'), 'utf8'));
  await expect.poll(() => isAlive(compiler), { timeout: 20_000 }).toBe(false);
  expect(readdirSync(cache)).toEqual([]);
});

test('when every way fails the error names them all, and what helps', async () => {
  fakeGo('echo "go: no network" >&2; exit 1');
  const error = await find().catch((reason: unknown) => reason as Error);
  expect(error).toMatchObject({ name: 'DevServerError', code: 'TEMPORAL_NOT_FOUND' });
  const message = (error as Error).message;
  expect(message).toContain('PATH: no temporal');
  expect(message).toMatch(/download: .*ECONNREFUSED|download: .*bad port/);
  expect(message).toContain('go build: exit code 1: go: no network');
  expect(message).toContain('TEMPORAL_ADDRESS');
  expect(message).toContain('install Go, 1.21 or newer');
});

test('a Go that is too old to fetch its successor is not tried', async () => {
  program('go', 'echo go version go1.19.8 linux/amd64');
  await expect(find()).rejects.toThrow('go build: go version go1.19.8 linux/amd64 is older than 1.21');
});

function isAlive(pid: number): boolean {
  try {
    // A zombie is no longer alive, but has not been reaped where process 1 does not do it.
    if (process.platform === 'linux') return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
