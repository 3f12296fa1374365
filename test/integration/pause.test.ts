import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { newProject } from './project.ts';

const DEFINITION = `
phases:
  - name: work
    agents:
      - { id: first, module: agents.all, class: Gated }
      - { id: second, module: agents.all, class: Echo }
`;

test('a paused run starts nothing, and says so; what is at work goes on; resumed, it goes on to its end', async () => {
  const project = await newProject({ 'workflow.yaml': DEFINITION });
  await project.worker();
  const id = `run-${project.taskQueue}`;
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', id, '--task-queue', project.taskQueue);
  await project.hasNoted('began first');
  const watch = project.start(['watch', id, '--task-queue', project.taskQueue, '--progress', 'plain']);
  const paused = await project.cli('pause', id, '--json');
  expect(paused.code).toBe(0);
  expect(JSON.parse(paused.stdout)).toEqual({ workflow_id: id, paused: true });
  await watch.says('paused: nothing starts until the run is resumed');
  await project.write({ go: '' });
  await project.hasNoted('ended first');
  await delay(500);
  expect(await project.notes()).toEqual(['began first', 'ended first']);
  expect((await project.cli('status', id)).stdout).toContain('running  paused');

  expect((await project.cli('resume', id)).stdout).toBe(`${id}: resumed\n`);
  const { code, stdout, stderr } = await watch.finished;
  expect(code).toBe(0);
  expect(stderr).toMatch(/resumed\n(.*\n)*.*work: success/);
  expect(stdout).toContain('✔ workflow succeeded');
  expect(await project.notes()).toEqual(['began first', 'ended first', 'ran second']);

  const late = await project.cli('pause', id);
  expect(late.code).toBe(2);
  expect(late.stderr).toContain(`the run "${id}" is over`);
});

test('a run that no worker serves cannot be paused, which is said within seconds', async () => {
  const project = await newProject({ 'workflow.yaml': DEFINITION, go: '' });
  const id = `run-${project.taskQueue}`;
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', id, '--task-queue', project.taskQueue);
  const began = performance.now();
  const { code, stderr } = await project.cli('pause', id);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(code).toBe(6);
  expect(stderr).toContain('no worker answered');
  await project.worker();
  const { stdout } = await project.cli('wait', id, '--json');
  // What was not taken then is not taken later either.
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success' });
});
