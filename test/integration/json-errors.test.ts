import { expect, test } from 'vitest';
import { newProject } from './project.ts';

const TYPED = { error: { type: 'RunNotFoundError', message: expect.stringContaining('nowhere') as string } };

test.each([
  'status nowhere',
  'watch nowhere',
  'wait nowhere',
  'wait nowhere --no-wait',
  'logs nowhere',
  'logs nowhere --follow',
  'result nowhere',
  'approve nowhere a',
  'reject nowhere a',
  'pause nowhere',
  'resume nowhere',
  'shutdown nowhere',
  'terminate nowhere',
  'rerun nowhere',
  'rerun nowhere --detach',
  'rerun nowhere --dev',
  'plan --from-run nowhere',
  'graph --run nowhere',
  'report nowhere',
  'compat --run nowhere',
])('with --json a run that is not there is one document: %s', async (line) => {
  const project = await newProject({});
  const { code, stdout, stderr } = await project.cli(...line.split(' '), '--json', '--task-queue', project.taskQueue);
  expect(JSON.parse(stdout)).toMatchObject(TYPED);
  expect(stderr).toContain('nowhere');
  expect(code).toBe(2);
});

test.each([
  'show nowhere',
  'pause nowhere',
  'resume nowhere',
  'trigger nowhere',
  'backfill nowhere --start 2026-01-01 --end 2026-01-02',
  'update nowhere -f workflow.yaml',
  'delete nowhere',
])('and so is a schedule: schedule %s', async (line) => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: a, agents: [{ module: agents.all, class: Echo }] }]',
  });
  const { code, stdout } = await project.cli('schedule', ...line.split(' '), '--json');
  expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'ScheduleError' } });
  expect(code).toBe(2);
});

test.each(['status', 'watch', 'wait', 'logs', 'result', 'pause', 'shutdown', 'terminate', 'rerun', 'report'])(
  'and @last where there is no run yet: %s',
  async (command) => {
    const project = await newProject({});
    const { code, stdout } = await project.cli(command, '@last', '--json', '--task-queue', project.taskQueue);
    expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'RunNotFoundError' } });
    expect(code).toBe(2);
  },
);
