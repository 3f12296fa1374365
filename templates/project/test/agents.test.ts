import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testContext } from 'orchestrator/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileSizesAgent } from '../src/agents/file-sizes-agent.ts';
import { ReportAgent } from '../src/agents/report-agent.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agents-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('measures the files of a folder, but not those that are ignored', async () => {
  await writeFile(join(folder, 'a.txt'), 'hello');
  await writeFile(join(folder, 'secret.txt'), 'x');
  const context = testContext({ config: { ignore: ['secret.txt'] }, input: { folder } });
  expect(await new FileSizesAgent().run(context)).toEqual({ files: [{ path: join(folder, 'a.txt'), bytes: 5 }] });
});

test('reports the largest files first', async () => {
  const file = join(folder, 'report.md');
  const files = [
    { path: 'small', bytes: 1 },
    { path: 'large', bytes: 9 },
  ];
  const context = testContext({ config: { file }, input: { files, top: 1 } });
  expect(await new ReportAgent().run(context)).toEqual({ file, largest: 'large' });
  expect(await readFile(file, 'utf8')).toBe('| file | bytes |\n| --- | --- |\n| large | 9 |\n');
});
