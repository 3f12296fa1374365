import { expect, test } from 'vitest';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project } from './project.ts';

const DEFINITION = `
phases:
  - name: work
    parallel: true
    max_workers: 2
    agents:
      - { id: done, module: agents.all, class: Echo }
      - { id: willing, module: agents.all, class: Sleeper }
      - { id: queued, module: agents.all, class: Echo, with: {} }
      - { id: late, module: agents.all, class: Sleeper, with: { ms: 60000 } }
  - { name: after, depends_on: [work], agents: [{ id: never, module: agents.all, class: Echo }] }
`;

async function startedRun(
  definition = DEFINITION,
  began = 'began willing',
): Promise<{ project: Project; workflowId: string }> {
  const project = await newProject({ 'workflow.yaml': definition });
  await project.worker();
  const { code, stdout } = await project.cli(
    'run',
    '-f',
    'workflow.yaml',
    '--detach',
    '--json',
    '--task-queue',
    project.taskQueue,
  );
  expect(code).toBe(0);
  await project.hasNoted(began);
  return { project, workflowId: (JSON.parse(stdout) as { workflow_id: string }).workflow_id };
}

test.each([
  ['shutdown of the command line', (project: Project, id: string) => project.cli('shutdown', id)],
  [
    "Temporal's own cancel",
    async (project: Project, id: string) => (await project.client()).workflow.getHandle(id).cancel(),
  ],
  [
    'a signal named cancel',
    async (project: Project, id: string) => (await project.client()).workflow.getHandle(id).signal('cancel'),
  ],
  [
    'a signal with nonsense in it',
    async (project: Project, id: string) =>
      (await project.client()).workflow.getHandle(id).signal('shutdown', { grace: 'soon' }),
  ],
  [
    'a signal named shutdown',
    async (project: Project, id: string) => (await project.client()).workflow.getHandle(id).signal('shutdown'),
  ],
])('%s ends a run as Canceled, with what was done so far', async (_title, cancel) => {
  const { project, workflowId } = await startedRun();
  await project.hasNoted('began late');
  await cancel(project, workflowId);
  const waited = await project.cli('wait', workflowId, '--json');
  expect(waited.code).toBe(3);
  expect(JSON.parse(waited.stdout)).toMatchObject({
    status: 'cancelled',
    phases_executed: 1,
    results: [
      {
        phase: 'work',
        status: 'cancelled',
        reason: 'the run was cancelled',
        agents: [
          { id: 'done', status: 'success', output: { agent: 'done' } },
          { id: 'willing', status: 'cancelled', attempts: 1, reason: 'the run was cancelled' },
          { id: 'queued', status: 'success' },
          { id: 'late', status: 'cancelled' },
        ],
      },
      { phase: 'after', status: 'cancelled', agents: [{ status: 'cancelled', attempts: 0 }] },
    ],
  });
  const handle = (await project.client()).workflow.getHandle(workflowId);
  expect((await handle.describe()).status.name).toBe('CANCELLED');
  expect(await project.notes()).not.toContain('ended willing');
});

test('a run closes Canceled whatever its agents return after the cancel', async () => {
  const { project, workflowId } = await startedRun(
    'phases: [{ name: only, agents: [{ id: stubborn, module: agents.all, class: Stubborn, with: { ms: 4000 } }] }]',
    'began stubborn',
  );
  const { code, stdout } = await project.cli('shutdown', workflowId, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'cancelled',
    results: [{ status: 'cancelled', agents: [{ status: 'cancelled' }] }],
  });
  expect((await (await project.client()).workflow.getHandle(workflowId).describe()).status.name).toBe('CANCELLED');
});

test('shutdown --timeout leaves behind an agent that does not stop in time', async () => {
  const { project, workflowId } = await startedRun(
    'phases: [{ name: only, agents: [{ id: stubborn, module: agents.all, class: Stubborn, with: { ms: 60000 } }] }]',
    'began stubborn',
  );
  const { stdout } = await project.cli('shutdown', workflowId, '--timeout', '1s', '--json');
  const [phase] = (JSON.parse(stdout) as RunResult).results;
  expect(phase).toMatchObject({
    status: 'cancelled',
    agents: [{ status: 'cancelled', reason: expect.stringContaining('did not stop') }],
  });
});

test('a cancel during the pause before a retry ends the run at once', async () => {
  const { project, workflowId } = await startedRun(
    'phases: [{ name: only, agents: [{ id: bad, module: agents.all, class: Failing, retry: { retry_delay: 10m } }] }]',
    'attempt 1 of bad',
  );
  const { stdout } = await project.cli('shutdown', workflowId, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled', results: [{ agents: [{ status: 'cancelled' }] }] });
  expect(await project.notes()).toEqual(['attempt 1 of bad']);
});

test('the result of a cancelled run is readable when no worker is left', async () => {
  const { project, workflowId } = await startedRun();
  await project.hasNoted('began late');
  await project.cli('shutdown', workflowId);
  const other = await newProject({});
  const { code, stdout } = await other.cli('result', workflowId, '--json');
  expect(code).toBe(3);
  expect((JSON.parse(stdout) as RunResult).results).toHaveLength(2);
});

test('Ctrl-C on a run that is followed shuts it down; the command ends with 3', async () => {
  const project = await newProject({ 'workflow.yaml': DEFINITION });
  const run = project.start(['run', '-f', 'workflow.yaml', '--dev', '--json', '--task-queue', project.taskQueue]);
  await run.says('work/late: running');
  run.child.kill('SIGINT');
  const { code, stdout, stderr } = await run.finished;
  expect(stderr).toContain('Shutting down: agents have 30 s to stop');
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled' });
});

test('Ctrl-C twice leaves at once, and says how to come back', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: only, agents: [{ id: stubborn, module: agents.all, class: Stubborn }] }]',
  });
  await project.worker();
  const run = project.start(['run', '-f', 'workflow.yaml', '--task-queue', project.taskQueue, '--json']);
  await run.says('only/stubborn: running');
  run.child.kill('SIGINT');
  await run.says('Shutting down');
  run.child.kill('SIGINT');
  const { code, stdout, stderr } = await run.finished;
  expect(code).toBe(130);
  expect(stderr).toMatch(/orchestrator status workflow-/);
  expect(JSON.parse(stdout)).toEqual({ workflow_id: expect.stringMatching(/^workflow-/), status: 'running' });
});

test('Ctrl-C while no worker is there leaves when the time of the agents is over, and says what becomes of the run', async () => {
  const project = await newProject({ 'workflow.yaml': DEFINITION });
  const run = project.start(['run', '-f', 'workflow.yaml', '--task-queue', project.taskQueue, '--progress', 'quiet']);
  // Said also where no progress is asked for.
  await run.says(`start one with \`orchestrator worker --task-queue ${project.taskQueue}\``);
  run.child.kill('SIGINT');
  const { code, stderr } = await run.finished;
  expect(code).toBe(130);
  expect(stderr).toContain('Left: no worker is there. The run ends as soon as one takes it up');
  await project.worker();
  const { stdout } = await project.cli('wait', '@last', '--json', '--task-queue', project.taskQueue);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled' });
});
