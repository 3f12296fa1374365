import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { newProject, type Finished, type Project } from './project.ts';

/** Without the scripts of the packages: the build of this one would write what other tests are using. */
const INSTALL = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];

async function npm(project: Project, args: readonly string[]): Promise<Finished> {
  const env = { PATH: process.env['PATH']!, HOME: process.env['HOME']!, CI: 'true', ...project.env };
  try {
    const options = { cwd: join(project.folder, 'new'), env };
    return { code: 0, ...(await promisify(execFile)('npm', args, options)) };
  } catch (error) {
    return error as Finished;
  }
}

test(
  'a new project runs, is tested and has the right types, as soon as it is installed',
  { timeout: 300_000 },
  async () => {
    const project = await newProject({});
    const { stdout, code } = await project.cli('init', 'new');
    expect(stdout).toContain('Next: cd new && npm install && npm start');
    expect(code).toBe(0);
    expect(await npm(project, INSTALL)).toMatchObject({ code: 0 });

    const queue = ['--task-queue', project.taskQueue];
    expect(await npm(project, ['start', '--', ...queue, '--input', 'top=1'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 of 2 phases, 2 of 2 agents succeeded'),
    });
    const report = await readFile(join(project.folder, 'new', 'output', 'report.md'), 'utf8');
    expect(report).toMatch(/^\| file \| bytes \|\n\| --- \| --- \|\n\| \S+ \| \d+ \|\n$/);
    expect(await npm(project, ['test'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 passed/) });
    expect(await npm(project, ['run', 'types'])).toMatchObject({ code: 0 });
    expect(await npm(project, ['exec', 'orchestrator', 'validate', '--', '--strict'])).toMatchObject({ code: 0 });

    const again = await project.cli('init', 'new');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('new is not empty') });
    const forced = await project.cli('init', 'new', '--force', '--json');
    expect(JSON.parse(forced.stdout)).toMatchObject({ created: [], kept: expect.arrayContaining(['package.json']) });
  },
);
