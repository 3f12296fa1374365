import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDatabase } from '../../src/dev-server/check-database.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'check-database-'));
  file = path.join(folder, 'temporal.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The header of a SQLite file of so many pages of 4 KiB. */
function database(pages: number): Buffer {
  const bytes = Buffer.alloc(pages * 4096);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(4096, 16);
  bytes.writeUInt32BE(pages, 28);
  return bytes;
}

test('no file is fine, and so is a whole one', () => {
  checkDatabase(folder);
  writeFileSync(file, database(10));
  checkDatabase(folder);
});

test.each([
  ['not a SQLite database', Buffer.from('nothing that SQLite ever wrote'.repeat(100))],
  ['not a SQLite database', Buffer.alloc(0)],
  ['cut off: 5000 bytes of 40960', database(10).subarray(0, 5000)],
])('%s: refused, and left as it is', (what, content) => {
  writeFileSync(file, content);
  expect(() => checkDatabase(folder)).toThrow(what);
  expect(readFileSync(file)).toEqual(content);
});

test('a file may be shorter than it says while its write-ahead log has the rest', () => {
  writeFileSync(file, database(10).subarray(0, 4096));
  writeFileSync(`${file}-wal`, 'pages');
  checkDatabase(folder);
});
