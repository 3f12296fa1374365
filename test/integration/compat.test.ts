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
`,
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
  const { code, stdout } = await project.cli('compat', '--json', ...queue);
  expect(JSON.parse(stdout)).toEqual({
    runs: expect.arrayContaining(
      ids.map((id) => ({ workflow_id: id, run_id: expect.any(String), compatible: true, problem: null })),
    ),
  });
  expect(code).toBe(0);
  for (const id of ids) await client.workflow.getHandle(id).executeUpdate('approve', { args: [{ phase: 'b' }] });
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
