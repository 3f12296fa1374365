import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newProject } from './project.ts';

test('runs and schedules are completed from the server, and for a while from what it last said', async () => {
  const project = await newProject({ 'workflow.yaml': 'phases: [{ name: a, agents: [{ module: m, class: A }] }]' });
  project.env['XDG_CACHE_HOME'] = join(project.folder, 'cache');
  project.env['HOME'] = project.folder;
  const queue = ['--task-queue', project.taskQueue];
  const start = (id: string) => project.cli('run', '-f', 'workflow.yaml', '--id', id, '--detach', ...queue);
  const complete = async (...words: string[]) =>
    (await project.cli('__complete', ...words)).stdout.replace(/\n$/, '').split('\n');
  const [first, second] = [`first-${project.taskQueue}`, `second-${project.taskQueue}`];

  await start(first);
  await project.cli('schedule', 'create', `s-${project.taskQueue}`, '-f', 'workflow.yaml', '--every', '1h', ...queue);
  const expected = ['@last\tthe run that was started last', `${first}\trunning`];
  expect(await complete('status', ...queue, '')).toEqual(expected);
  await start(second);
  expect(await complete('status', ...queue, '')).toEqual(expected);
  expect(await complete('status', ...queue, 'fi')).toEqual([`${first}\trunning`]);
  const schedules = () => complete('schedule', 'show', `s-${project.taskQueue}`);
  await expect.poll(schedules, { timeout: 30_000, interval: 11_000 }).toEqual([`s-${project.taskQueue}	`]);
  expect(await complete('list', '--task-queue', 'other', '--schedule', 's-')).toEqual(['']);

  for (const id of [first, second]) await project.cli('terminate', id);
  await project.cli('schedule', 'delete', `s-${project.taskQueue}`);
});

test('orchestrator alone shows the latest runs where there are any', async () => {
  const definition = 'phases: [{ name: a, agents: [{ module: m, class: A }] }]';
  const project = await newProject({ 'config/workflow.yaml': definition });
  const id = `lately-${project.taskQueue}`;
  await project.cli('run', '--id', id, '--detach');
  const { code, stdout } = await project.cli();
  expect(stdout).toContain(`The latest runs:\n\n  ${id}  running\n`);
  expect(code).toBe(0);
  await project.cli('terminate', id);
});
