import { expect, test } from 'vitest';
import type { ListedRun } from '../../src/runs/list-runs.ts';
import { newProject } from './project.ts';

test('list shows the runs that were asked for, by status, workflow and time; @last is the one started last', async () => {
  const echo = 'agents: [{ id: e, module: agents.all, class: Echo }]';
  const project = await newProject({
    'good.yaml': `{ name: good, concurrency: { key: k }, phases: [{ name: a, ${echo} }] }`,
    'bad.yaml': `{ name: bad, defaults: { retry: { max_retries: 0 } }, phases: [{ name: a, agents: [{ id: f, module: agents.all, class: Failing }] }] }`,
    'late.yaml': `{ name: late, timeout: 1s, phases: [{ name: a, agents: [{ id: s, module: agents.all, class: Sleeper }] }] }`,
    'outer.yaml': `{ name: outer, phases: [{ name: a, workflow: ./inner.yaml }] }`,
    'inner.yaml': `{ name: inner, phases: [{ name: a, agents: [{ id: s, module: agents.all, class: Sleeper }] }] }`,
  });
  await project.worker();
  const queue = ['--task-queue', project.taskQueue];
  const id = (name: string) => `${name}-${project.taskQueue}`;
  const list = async (...args: string[]) => {
    const { stdout } = await project.cli('list', '--json', ...queue, ...args);
    return (JSON.parse(stdout) as { runs: ListedRun[] }).runs;
  };
  const names = async (...args: string[]) => (await list(...args)).map((run) => `${run.workflow} ${run.status}`);
  const start = (name: string, ...args: string[]) =>
    project.cli('run', '-f', `${name}.yaml`, '--id', id(name), ...queue, '--progress', 'quiet', ...args);

  // The first one is still under way when all others are over.
  await start('outer', '--detach');
  await project.hasNoted('began s');
  for (const name of ['good', 'bad', 'late']) await start(name);

  // Neither the sub-workflow nor the gate of the concurrency limit.
  await expect.poll(() => names()).toEqual(['late timed_out', 'bad failed', 'good success', 'outer running']);
  const [last] = await list('--limit', '1', '--status', 'success');
  expect(last).toEqual({
    workflow_id: id('good'),
    workflow: 'good',
    status: 'success',
    started_at: expect.stringMatching(/^\d{4}-.*Z$/),
    finished_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(await names('--status', 'failed')).toEqual(['bad failed']);
  expect(await names('--status', 'timed_out')).toEqual(['late timed_out']);
  expect(await names('--status', 'running')).toEqual(['outer running']);
  expect(await names('--workflow', 'good')).toEqual(['good success']);
  expect(await names('--since', last!.started_at)).not.toContain('outer running');
  expect(await names('--since', '1h', '--limit', '2')).toHaveLength(2);
  expect((await project.cli('list', '--since', 'soon')).code).toBe(2);
  expect((await project.cli('list', ...queue, '--workflow', 'none')).stdout).toContain('no such runs');

  const { stdout } = await project.cli('result', '@last', '--json', ...queue);
  expect(JSON.parse(stdout)).toMatchObject({ workflow_id: id('late'), status: 'timed_out' });
  await project.cli('shutdown', id('outer'));
  expect(await names('--status', 'cancelled')).toEqual(['outer cancelled']);
});
