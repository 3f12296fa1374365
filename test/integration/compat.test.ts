import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, inject, test } from 'vitest';
import { newProject } from './project.ts';

test('compat says whether runs under way would go on with this version', async () => {
  const project = await newProject({
    'workflow.yaml': `
defaults: { isolation: inline }
phases:
  - { name: a, agents: [{ module: agents.all, class: Echo }] }
  - { name: b, depends_on: [a], approval: {}, agents: [{ module: agents.all, class: Echo }] }
  - { name: sub, workflow: sub.yaml }
`,
    'sub.yaml': 'phases: [{ name: c, approval: {}, agents: [{ module: agents.all, class: Echo }] }]',
  });
  await project.worker();
  const queue = ['--task-queue', project.taskQueue];
  expect((await project.cli('compat', ...queue)).stdout).toContain('no runs are under way');
  const ids = [`one-${project.taskQueue}`, `two-${project.taskQueue}`];
  const running = ids.map((id) => project.run('--id', id));
  const client = await project.client();
  const isWaiting = async (id: string) => {
    const status = (await client.workflow.getHandle(id).query('status')) as { results: { status: string }[] };
    return status.results[1]!.status === 'waiting';
  };
  for (const id of ids) while (!(await isWaiting(id).catch(() => false))) await new Promise((r) => setTimeout(r, 50));
  const all = ids.flatMap((id) => [id, `${id}/sub`]);
  const { code, stdout } = await project.cli('compat', '--json', ...queue);
  expect(JSON.parse(stdout)).toEqual({
    runs: expect.arrayContaining(
      all.map((id) => ({ workflow_id: id, run_id: expect.any(String), compatible: true, problem: null })),
    ),
  });
  expect(code).toBe(0);
  for (const id of ids)
    for (const phase of ['b', 'sub/c']) expect((await project.cli('approve', id, phase)).code).toBe(0);
  await Promise.all(running);
});

test('compat names a run that another version of the workflow code began', async () => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: a, agents: [{ module: agents.all, class: Echo }] }]`,
  });
  const bundle = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js'), 'utf8');
  const code = bundle.replace('`${name}#${item.index}` : name', '`${name}#${item.index}` : `other_${name}`');
  expect(code).not.toBe(bundle);
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const worker = await Worker.create({ connection, taskQueue: project.taskQueue, workflowBundle: { code } });
  const id = `other-${project.taskQueue}`;
  await worker.runUntil(async () => {
    await project.cli('run', '-f', 'workflow.yaml', '--task-queue', project.taskQueue, '--id', id, '--detach');
    const handle = (await project.client()).workflow.getHandle(id);
    while ((await handle.fetchHistory()).events!.length < 5) await new Promise((r) => setTimeout(r, 50));
  });
  await connection.close();
  const { code: exit, stdout } = await project.cli('compat', '--run', id);
  expect(stdout).toContain(id);
  expect(stdout).toMatch(/nondeterminism|determinism/i);
  expect(exit).toBe(1);
});

test('a run that needs a newer version waits for it; compat and status say so, whether or not a worker has tried', async () => {
  const project = await newProject({});
  const queue = ['--task-queue', project.taskQueue];
  const client = await project.client();
  const handle = await client.workflow.start('newer', {
    workflowId: `newer-${project.taskQueue}`,
    taskQueue: project.taskQueue,
    args: [{ interpreter: 99, definition: { phases: [] }, definitionHash: '', inputs: {} }],
  });
  const needs = 'the run needs interpreter 99';
  const says = async () => {
    const { code, stderr } = await project.cli('status', handle.workflowId);
    expect(stderr).toContain(needs);
    expect(code).toBe(6);
    const compat = await project.cli('compat', ...queue);
    expect(compat.stdout).toContain(`${handle.workflowId}  ${needs}`);
    expect(compat.code).toBe(1);
  };
  await says();
  await project.worker();
  const hasFailed = async () =>
    (await handle.fetchHistory()).events!.some((event) => event.workflowTaskFailedEventAttributes);
  while (!(await hasFailed())) await new Promise((r) => setTimeout(r, 50));
  await says();
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
});
