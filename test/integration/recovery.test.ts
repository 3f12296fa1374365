import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import getPort from 'get-port';
import { expect, onTestFinished, test } from 'vitest';
import { openDevServer } from '../../src/dev-server/dev-server.ts';
import { readServerRecord } from '../../src/dev-server/server-record.ts';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject } from './project.ts';

/** Five phases; the third has an agent that takes its time. */
const DEFINITION = `
defaults: { heartbeat_timeout: 4s, retry: { max_retries: 1, retry_delay: 100ms } }
phases:
  - { name: one, parallel: true, agents: [{ id: a, module: agents.all, class: Echo }, { id: b, module: agents.all, class: Echo }] }
  - { name: two, depends_on: [one], agents: [{ id: c, module: agents.all, class: Echo }] }
  - name: three
    depends_on: [two]
    parallel: true
    agents:
      - { id: quick, module: agents.all, class: Echo }
      - { id: slow, module: agents.all, class: Sleeper, with: { ms: 4000 } }
  - { name: four, depends_on: [three], agents: [{ id: d, module: agents.all, class: Echo }] }
  - { name: five, depends_on: [four], agents: [{ id: e, module: agents.all, class: Echo }] }
`;

const ran = (notes: string[]) => notes.filter((note) => note.startsWith('ran')).toSorted();
const ONCE_EACH = ['ran a', 'ran b', 'ran c', 'ran d', 'ran e', 'ran quick'];

test('a worker that is killed in the middle of phase three: another one finishes the run, and no finished agent runs twice', async () => {
  const project = await newProject({ 'workflow.yaml': DEFINITION });
  const worker = await project.worker();
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await project.hasNoted('began slow');
  await project.hasNoted('ran quick');
  worker.child.kill('SIGKILL');
  await worker.finished;
  await project.worker();
  const { code, stdout } = await run.finished;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success', phases_executed: 5 });
  const notes = await project.notes();
  expect(ran(notes)).toEqual(ONCE_EACH);
  expect(notes.filter((note) => note === 'ended slow')).toHaveLength(1);
});

test('a worker that is told to stop hands its agents over, with their checkpoints, and they lose no retry', async () => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: only, agents: [{ id: handing, module: agents.all, class: Handing, retry: { max_retries: 0 } }] }]`,
  });
  const worker = await project.worker();
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await project.hasNoted('attempt 1 of handing');
  await project.worker();
  worker.child.kill('SIGTERM');
  expect((await worker.finished).code).toBe(0);
  const { code, stdout } = await run.finished;
  expect(code).toBe(0);
  const { results } = JSON.parse(stdout) as RunResult;
  expect(results[0]!.agents[0]).toMatchObject({ status: 'success', attempts: 2, output: { done: 'half' } });
});

test('a server that is killed and comes back on its file goes on with the same run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-killed-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await openDevServer({ folder, port: await getPort() });
  onTestFinished(() => server.close());
  const project = await newProject({ 'workflow.yaml': DEFINITION }, { TEMPORAL_ADDRESS: server.address });
  await project.worker();
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await project.hasNoted('began slow');
  process.kill(readServerRecord(folder)!.pid!, 'SIGKILL');
  const { code, stdout, stderr } = await run.finished;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success', phases_executed: 5 });
  expect(ran(await project.notes())).toEqual(ONCE_EACH);
});

test.each([
  ['without retries', 0],
  ['with one retry', 1],
])('a worker that is killed costs an agent %s no retry, and the checkpoint is kept', async (_title, maxRetries) => {
  const project = await newProject({
    'agents/lost.mjs': `
import { appendFileSync } from 'node:fs';
export class Lost {
  async run({ attempt, lastCheckpoint, checkpoint }) {
    appendFileSync('notes.txt', 'attempt ' + attempt + '\\n');
    if (lastCheckpoint?.seen === 2) {
      if (attempt === 3 && ${maxRetries} > 0) throw new Error('a failure of its own');
      return { attempt, seen: lastCheckpoint.seen };
    }
    checkpoint({ seen: (lastCheckpoint?.seen ?? 0) + 1 });
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}`,
    'workflow.yaml': `
phases:
  - name: only
    agents: [{ module: agents.lost, class: Lost, heartbeat_timeout: 2s, retry: { max_retries: ${maxRetries}, retry_delay: 10ms } }]`,
  });
  const workflowId = `lost-${maxRetries}-${project.taskQueue}`;
  const queue = ['--task-queue', project.taskQueue];
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--id', workflowId, ...queue]);
  const client = await project.client();
  for (const attempt of [1, 2]) {
    const worker = await project.worker();
    await project.hasNoted(`attempt ${attempt}`);
    // Heartbeats, which carry checkpoints, reach the server now and then only.
    while (!(await heartbeatOf(client, workflowId)).includes(`"seen":${attempt}`)) await delay(50);
    worker.child.kill('SIGKILL');
    await worker.finished;
  }
  await project.worker();
  const { code, stdout } = await run.finished;
  const attempts = maxRetries > 0 ? 4 : 3;
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'success',
    results: [{ agents: [{ status: 'success', attempts, output: { attempt: attempts, seen: 2 } }] }],
  });
  expect(code).toBe(0);
});

/** What the server knows of the one agent at work: the JSON of its last heartbeat. */
async function heartbeatOf(client: Client, workflowId: string): Promise<string> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const [payload] = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads ?? [];
  return Buffer.from(payload?.data ?? []).toString();
}
