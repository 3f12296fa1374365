import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openServerLog } from '../../src/dev-server/server-log.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'server-log-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a start begins a new log and keeps one previous', () => {
  const file = path.join(folder, 'temporal.log');
  writeFileSync(file, 'second\n');
  writeFileSync(`${file}.1`, 'first\n');
  openServerLog(file).write('third\n');
  expect(readFileSync(file, 'utf8')).toBe('third\n');
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('second\n');
});

test('a log that is written for ever stays bounded', () => {
  const file = path.join(folder, 'temporal.log');
  const log = openServerLog(file);
  const line = `${'x'.repeat(1024 * 1024)}\n`;
  for (let written = 0; written < 40; written++) log.write(line);
  expect(statSync(file).size + statSync(`${file}.1`).size).toBeLessThan(24 * 1024 * 1024);
});

test('the tail has the last lines, also where the file cannot be written', () => {
  const log = openServerLog(path.join(folder, 'not', 'there', 'temporal.log'));
  for (let line = 1; line <= 100; line++) log.write(`line ${line}\n`);
  const lines = log.tail().split('\n');
  expect(lines.at(-1)).toBe('line 100');
  expect(lines.length).toBeLessThan(20);
});
