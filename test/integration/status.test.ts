import { expect, test } from 'vitest';
import type { RunStatusDocument } from '../../src/runs/run-status.ts';
import { newProject } from './project.ts';

test('status shows a run under way: attempts, last errors and progress of agents at work', async () => {
  const project = await newProject({
    'workflow.yaml':
      'phases: [{ name: only, parallel: true, agents: [{ id: bad, module: agents.all, class: Failing, retry: { retry_delay: 10m } }, { id: busy, module: agents.more, class: Busy }] }]',
    'agents/more.mjs': `export class Busy {
  async run({ progress, signal }) {
    progress(0.25, 'a quarter');
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}`,
  });
  await project.worker();
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--task-queue', project.taskQueue);
  await project.hasNoted('attempt 1 of bad');
  const ask = async () =>
    JSON.parse(
      (await project.cli('status', '@last', '--task-queue', project.taskQueue, '--json')).stdout,
    ) as RunStatusDocument;
  await expect
    .poll(async () => (await ask()).results[0]!.agents[1]!.progress, { timeout: 20_000 })
    .toEqual({ fraction: 0.25, text: 'a quarter' });
  const status = await ask();
  expect(status).toMatchObject({
    status: 'running',
    results: [
      {
        status: 'running',
        agents: [
          { id: 'bad', status: 'running', attempt: 2, last_error: 'it does not work' },
          { id: 'busy', attempt: 1 },
        ],
      },
    ],
  });
  expect(status.results[0]!.agents[1]!.duration).toBeGreaterThan(0.1);

  const { stdout } = await project.cli('status', '@last', '--task-queue', project.taskQueue);
  expect(stdout).toContain('25% a quarter');
  expect((await project.cli('result', '@last', '--task-queue', project.taskQueue)).code).toBe(2);
  expect(JSON.parse((await project.cli('list', '--task-queue', project.taskQueue, '--json')).stdout)).toMatchObject({
    runs: [{ workflow: 'workflow', status: 'running', finished_at: null }],
  });
  await project.cli('shutdown', '@last', '--task-queue', project.taskQueue);
});

test('a run that is not there is said so, with exit code 2', async () => {
  const project = await newProject({});
  const { code, stderr } = await project.cli('status', 'nowhere');
  expect(code).toBe(2);
  expect(stderr).toContain('there is no run "nowhere"');
});

test(
  'a run without a worker: following says so and how to start one; the status too',
  { timeout: 60_000 },
  async () => {
    const project = await newProject({
      'workflow.yaml': 'phases: [{ name: only, agents: [{ id: e, module: agents.all, class: Echo }] }]',
    });
    const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
    await run.says(`orchestrator worker --task-queue ${project.taskQueue}`);
    const { code, stderr } = await project.cli('status', '@last', '--task-queue', project.taskQueue);
    expect(code).toBe(6);
    expect(stderr).toContain('no worker answered');
    await project.worker();
    expect((await run.finished).code).toBe(0);
  },
);

test('two runs cannot have one id at a time', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: slow, module: agents.all, class: Sleeper }] }]',
  });
  const id = `twice-${project.taskQueue}`;
  const start = () =>
    project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', id, '--task-queue', project.taskQueue);
  expect((await start()).code).toBe(0);
  const { code, stderr } = await start();
  expect(code).toBe(2);
  expect(stderr).toContain(`a run with the id "${id}" is under way`);
});

test('a run that was terminated has failed, and its result says so', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: slow, module: agents.all, class: Sleeper }] }]',
  });
  const id = `ended-${project.taskQueue}`;
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', id, '--task-queue', project.taskQueue);
  await (await project.client()).workflow.getHandle(id).terminate('no longer wanted');
  const { code, stdout } = await project.cli('result', id, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'failed',
    results: [],
    error: { type: 'Terminated' },
    definition_hash: expect.stringMatching(/^sha256:/),
  });
});
