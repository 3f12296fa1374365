import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import parseArguments from 'string-argv';
import { pythonEnvironment } from '../../src/python/python-environment.ts';
import { pageSteps, type Step } from '../docs/page-steps.ts';
import { newProject, type Finished, type Project } from './project.ts';

const root = join(import.meta.dirname, '..', '..');

// Made once, not within the time of a command.
beforeAll(async () => {
  await pythonEnvironment({ root: '/', env: process.env, onProgress: (line) => process.stderr.write(`${line}\n`) });
}, 600_000);

/** What the runs of the page give, for those that print no JSON on it. */
const OUTPUTS: Readonly<Record<string, object>> = {
  'config/greet.yaml': { text: 'Hello, Grace' },
  'config/import.yaml': { imported_now: 2 },
  'config/builtin.yaml': { lines: ['a', 'b'] },
  'config/speed.yaml': { too_fast: [70] },
};

test(
  'whoever follows docs/agents.md from its first line to its last gets what it says',
  { timeout: 300_000 },
  async () => {
    const project = await newProject({ 'package.json': '{ "type": "module" }' });
    await mkdir(join(project.folder, 'node_modules'));
    await symlink(root, join(project.folder, 'node_modules', 'orchestrator'));
    for (const name of ['zod', 'vitest', '@types'])
      await symlink(join(root, 'node_modules', name), join(project.folder, 'node_modules', name));

    const runs: string[] = [];
    for (const step of pageSteps(await readFile(join(root, 'docs', 'agents.md'), 'utf8'))) {
      if (step.kind === 'file') await project.write({ [step.path]: step.text });
      else runs.push(...(await follow(step, project)));
    }
    expect(runs).toEqual(Object.keys(OUTPUTS));
  },
);

/** Runs a command of the page; gives the definition that it runs, if it does. */
async function follow({ line, fails, output }: Step & { kind: 'command' }, project: Project): Promise<string[]> {
  const definition = /^orchestrator run --dev -f (\S+)/.exec(line)?.[1];
  const more = definition === undefined ? '' : ` --json --task-queue ${project.taskQueue}`;
  const { code, stdout, stderr } = await runLine(line + more, project);
  expect(code, `${line}\n${stdout}${stderr}`).toBe(fails ? 1 : 0);
  if (output !== undefined) expect(JSON.parse(stdout), line).toEqual(JSON.parse(output));
  if (definition === undefined) return [];
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success', outputs: OUTPUTS[definition] });
  return [definition];
}

async function runLine(line: string, project: Project): Promise<Finished> {
  const words = parseArguments(line);
  const env: Record<string, string> = {};
  while (/^[A-Z_]+=/.test(words[0]!)) {
    const [name, value] = words.shift()!.split('=');
    env[name!] = value!;
  }
  const [program, ...args] = words;
  if (program === 'orchestrator') return project.start(args, { env }).finished;
  expect(line).toBe('npx vitest run');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { PATH, HOME } = process.env;
  const ended = await promisify(execFile)(process.execPath, [vitest, 'run'], {
    cwd: project.folder,
    env: { PATH, HOME },
  });
  expect(ended.stdout).toContain('2 passed');
  return { code: 0, ...ended };
}
