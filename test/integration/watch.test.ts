import { expect, test } from 'vitest';
import { newProject, type Project } from './project.ts';

const SLOW = 'phases: [{ name: only, agents: [{ id: slow, module: agents.slow, class: Slow }] }]';
/** Ends when there is a file named `go`. */
const AGENT = `
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
export class Slow {
  async run({ signal }) {
    appendFileSync('notes.txt', 'began slow\\n');
    while (!existsSync('go')) await delay(20, undefined, { signal });
  }
}`;

async function started(): Promise<{ project: Project; id: string }> {
  const project = await newProject({ 'workflow.yaml': SLOW, 'agents/slow.mjs': AGENT });
  await project.worker();
  const id = `run-${project.taskQueue}`;
  await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', id, '--task-queue', project.taskQueue);
  await project.hasNoted('began slow');
  return { project, id };
}

test('watch follows a run to its end, and ends as the run does', async () => {
  const { project } = await started();
  const watch = project.start(['watch', '@last', '--task-queue', project.taskQueue, '--json']);
  await watch.says('only/slow: running');
  await project.write({ go: '' });
  const { code, stdout } = await watch.finished;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success' });
});

test('Ctrl-C leaves a run that is watched alone, and says how to come back', async () => {
  const { project, id } = await started();
  const watch = project.start(['watch', id, '--task-queue', project.taskQueue, '--json']);
  await watch.says('only/slow: running');
  watch.child.kill('SIGINT');
  const { code, stdout, stderr } = await watch.finished;
  expect(code).toBe(130);
  expect(JSON.parse(stdout)).toEqual({ workflow_id: id, status: 'running' });
  expect(stderr).toContain(`orchestrator watch ${id}`);
  await project.write({ go: '' });
  expect((await project.cli('wait', id)).code).toBe(0);
});

test('terminate ends a run at once, with its reason, and leaves no result', async () => {
  const { project, id } = await started();
  const { code, stdout } = await project.cli('terminate', id, '--reason', 'started by mistake', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: 'failed',
    results: [],
    error: { type: 'Terminated', message: 'the run was terminated: started by mistake' },
  });
  const again = await project.cli('terminate', id);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain(`the run "${id}" is over`);
  expect((await project.cli('terminate', 'nowhere')).code).toBe(2);
});
