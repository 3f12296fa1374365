import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from '../../src/commands/log-file.ts';

const LINE = { level: 'INFO', time: new Date(0), message: 'taken up', fields: {} } as const;

const before = process.cwd();
beforeEach(() => process.chdir(mkdtempSync(path.join(tmpdir(), 'log-file-'))));
afterEach(() => process.chdir(before));

test('what the worker logs is kept', () => {
  const log = openLogFile(() => {});
  log.write(LINE);
  log.close();
  expect(readFileSync('.orchestrator/worker.log', 'utf8')).toContain('taken up');
});

test('where no log can be kept, that is said once, and nothing fails', () => {
  writeFileSync('.orchestrator', 'a file where the folder should be');
  const said: string[] = [];
  const log = openLogFile((line) => said.push(line));
  log.write(LINE);
  log.close();
  expect(said).toEqual([expect.stringMatching(/^The worker's log cannot be kept: EEXIST.*folder writable\.$/)]);
});
