import { join } from 'node:path';
import parseArguments from 'string-argv';
import { expect, inject, test, vi } from 'vitest';
import { Orchestrator, ScheduleError } from '../../src/index.ts';
import type { ScheduleDocument } from '../../src/schedules/describe-schedule.ts';
import { newProject, type Project } from './project.ts';

const FILE = `
name: nightly_report
inputs: { env: { type: string, default: dev }, n: { type: integer, default: 1 } }
phases: [{ name: a, agents: [{ id: e, module: agents.all, class: Echo, with: { env: '\${{ inputs.env }}' } }] }]
outputs: { got: '\${{ phases.a.outputs.e.input.env }}' }
`;

/** \`schedule … --json\` */
async function schedule(project: Project, ...args: string[]): Promise<ScheduleDocument> {
  const { code, stdout, stderr } = await project.cli('schedule', ...args, '--json');
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as ScheduleDocument;
}

test('a schedule pins a definition, and starts runs that are like any other', async () => {
  const project = await newProject({ 'workflow.yaml': FILE });
  const queue = ['--task-queue', project.taskQueue];
  const id = `nightly-${project.taskQueue}`;
  await project.worker();

  const options =
    "--cron '0 6 * * 1-5' --every 12h --calendar 'hour=4 dayOfMonth=1' --time-zone Europe/Berlin --end 2090-01-01T00:00Z " +
    "--overlap buffer_one --catchup 1h --jitter 30s --input env=prod --note 'for the morning'";
  const create = ['create', id, '-f', 'workflow.yaml', ...queue, ...parseArguments(options)];
  const created = await schedule(project, ...create);
  expect(created).toMatchObject({
    id,
    workflow: 'nightly_report',
    definition_hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    inputs: { env: 'prod', n: 1 },
    task_queue: project.taskQueue,
    times: ['minute=0 hour=6 dayOfWeek=MON-FRI', 'minute=0 hour=4 dayOfMonth=1', 'every 12h'],
    time_zone: 'Europe/Berlin',
    start_at: null,
    end_at: '2090-01-01T00:00:00.000Z',
    jitter: 30,
    overlap: 'buffer_one',
    catchup: 3600,
    paused: false,
    note: 'for the morning',
    last_runs: [],
    runs_started: 0,
  });
  expect(created.next_runs).toHaveLength(5);

  // What is in the file from now on is not what the schedule runs.
  await project.write({
    'workflow.yaml': FILE.replace('id: e,', 'id: other,').replace('outputs.e.', 'outputs.other.'),
  });
  const triggered = JSON.parse((await project.cli('schedule', 'trigger', id, '--json')).stdout) as {
    workflow_id: string;
  };
  expect(triggered.workflow_id).toMatch(new RegExp(`^${id}-\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$`));
  const waited = await project.cli('wait', triggered.workflow_id, '--json');
  expect(JSON.parse(waited.stdout)).toMatchObject({
    status: 'success',
    outputs: { got: 'prod' },
    definition_hash: created.definition_hash,
  });
  const listed = await project.cli('list', '--json', ...queue, '--schedule', id);
  expect(JSON.parse(listed.stdout)).toMatchObject({
    runs: [{ workflow_id: triggered.workflow_id, status: 'success' }],
  });
  expect(await schedule(project, 'show', id)).toMatchObject({
    runs_started: 1,
    last_runs: [{ workflow_id: triggered.workflow_id, status: 'success' }],
  });

  const updated = await schedule(project, 'update', id, '-f', 'workflow.yaml');
  expect(updated).toMatchObject({ ...settingsOf(created), inputs: { env: 'prod', n: 1 } });
  expect(updated.definition_hash).not.toBe(created.definition_hash);
  await project.write({ 'workflow.yaml': FILE.replace(/, n: {.*?}/, '') });
  const again = await project.cli('schedule', 'update', id, '-f', 'workflow.yaml', '--input', 'env=test', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ inputs: { env: 'test' } });
  expect(again.stderr).toContain('left out, as the definition has no such input any more: n');

  expect(await schedule(project, 'pause', id, '--note', 'the source moves')).toMatchObject({
    paused: true,
    note: 'the source moves',
    next_runs: [],
  });
  const shown = await project.cli('schedule', 'show', id);
  expect(shown.stdout).toContain('paused: the source moves');
  await expect
    .poll(async () => (await project.cli('schedule', 'list', ...queue)).stdout)
    .toMatch(new RegExp(`^${id} .*paused: the source moves.*last success`));
  expect((await project.cli('schedule', 'trigger', id)).stdout).toMatch(/^nightly-.*Z\n$/);
  expect(await schedule(project, 'resume', id)).toMatchObject({ paused: false });

  await project.cli('schedule', 'backfill', id, '--start', '2026-01-05T00:00Z', '--end', '2026-01-06T12:30Z');
  await expect
    .poll(async () => (await schedule(project, 'show', id)).runs_started, { timeout: 30_000 })
    .toBeGreaterThan(3);

  expect(JSON.parse((await project.cli('schedule', 'delete', id, '--json')).stdout)).toEqual({ id, deleted: true });
  expect(await project.cli('schedule', 'show', id)).toMatchObject({ code: 2 });
});

/** What an update leaves as it is. */
const settingsOf = ({ times, time_zone, end_at, jitter, overlap, catchup, note, paused }: ScheduleDocument) => ({
  times,
  time_zone,
  end_at,
  jitter,
  overlap,
  catchup,
  note,
  paused,
});

test('a schedule starts runs by itself, and one that overlaps is skipped', async () => {
  const project = await newProject({
    'workflow.yaml': 'phases: [{ name: a, agents: [{ id: s, module: agents.all, class: Sleeper }] }]',
  });
  const queue = ['--task-queue', project.taskQueue];
  const id = `often-${project.taskQueue}`;
  await project.worker();
  await schedule(project, 'create', id, '-f', 'workflow.yaml', '--every', '2s', ...queue);
  await project.hasNoted('began s');
  await expect
    .poll(async () => (await schedule(project, 'show', id)).runs_skipped, { timeout: 30_000 })
    .toBeGreaterThan(0);
  const triggered = await project.cli('schedule', 'trigger', id);
  expect(triggered.stdout).toContain('no run has started, as an earlier one is under way');
  await schedule(project, 'pause', id);
  const { last_runs: runs } = await schedule(project, 'show', id);
  expect(runs).toMatchObject([{ status: 'running' }]);
  await project.cli('terminate', runs[0]!.workflow_id);
  await project.cli('schedule', 'delete', id);
});

test('the library does with schedules what the commands do', async () => {
  vi.stubEnv('TEMPORAL_ADDRESS', inject('temporalAddress'));
  const project = await newProject({ 'workflow.yaml': FILE });
  const configPath = join(project.folder, 'workflow.yaml');
  const options = { configPath, root: project.folder, taskQueue: project.taskQueue };
  const { schedules } = new Orchestrator(options);
  const id = `library-${project.taskQueue}`;
  const created = await schedules.create(id, {
    calendar: 'hour=6 dayOfWeek=MON-FRI',
    every: ['12h', 3600],
    timeZone: 'Europe/Berlin',
    end: new Date('2090-01-01T00:00Z'),
    jitter: 30,
    catchup: '1h',
    overlap: 'allow_all',
    inputs: { env: 'prod' },
  });
  expect(created).toMatchObject({
    inputs: { env: 'prod', n: 1 },
    task_queue: project.taskQueue,
    times: ['minute=0 hour=6 dayOfWeek=MON-FRI', 'every 12h', 'every 1h'],
    time_zone: 'Europe/Berlin',
    end_at: '2090-01-01T00:00:00.000Z',
    jitter: 30,
    catchup: 3600,
    overlap: 'allow_all',
  });
  expect(await schedules.pause(id, 'not now')).toMatchObject({ paused: true, note: 'not now' });
  expect(await schedules.resume(id)).toMatchObject({ paused: false });
  await expect.poll(() => schedules.list()).toMatchObject([{ id }]);
  expect(await schedules.trigger(id)).toMatch(new RegExp(`^${id}-`));
  const past = { start: new Date('2026-01-05T00:30Z'), end: new Date('2026-01-05T02:30Z') };
  await schedules.backfill(id, { ...past, overlap: 'allow_all' });
  await expect.poll(async () => (await schedules.get(id)).runs_started, { timeout: 30_000 }).toBeGreaterThan(2);

  await project.write({ 'workflow.yaml': FILE.replace(/, n: {.*?}/, '') });
  const today = new Orchestrator(options).schedules;
  expect(await today.update(id)).toMatchObject({ inputs: { env: 'prod' }, dropped_inputs: ['n'] });
  await schedules.delete(id);

  await expect(schedules.get(id)).rejects.toThrow(ScheduleError);
  await expect(schedules.create(id, {})).rejects.toThrow('it is not said when runs start');
  await expect(schedules.create(id, { every: 'often' })).rejects.toThrow('"often" is no duration');
  await expect(schedules.create(id, { every: '1h', inputs: { n: 'x' } })).rejects.toThrow(
    'input n must be a whole number',
  );
});

test('what a schedule holds is encrypted where keys are given, and its runs read it', async () => {
  const project = await newProject({ 'workflow.yaml': FILE });
  project.env['ORCHESTRATOR_ENCRYPTION_KEYS'] = `k=${Buffer.alloc(32, 7).toString('base64')}`;
  const queue = ['--task-queue', project.taskQueue];
  const id = `secret-${project.taskQueue}`;
  await project.worker();
  const create = ['create', id, '-f', 'workflow.yaml', '--every', '12h', '--input', 'env=prod', ...queue];
  expect(await schedule(project, ...create)).toMatchObject({ inputs: { env: 'prod' } });
  const raw = (await (await project.client()).schedule.getHandle(id).describe().catch(String)) as unknown;
  expect(JSON.stringify(raw)).not.toContain('prod');
  const { stdout } = await project.cli('schedule', 'trigger', id, '--json');
  const { workflow_id: run } = JSON.parse(stdout) as { workflow_id: string };
  const waited = await project.cli('wait', run, '--json');
  expect(JSON.parse(waited.stdout)).toMatchObject({ status: 'success', outputs: { got: 'prod' } });
  await expect
    .poll(async () => (await project.cli('schedule', 'list', ...queue)).stdout, { timeout: 30_000 })
    .toMatch(new RegExp(`^${id} .*last success`));
  await project.cli('schedule', 'delete', id);
});

test('what cannot be is refused with exit code 2 and a remedy', async () => {
  const project = await newProject({ 'workflow.yaml': FILE });
  const queue = ['--task-queue', project.taskQueue];
  const id = `refused-${project.taskQueue}`;
  const create = ['schedule', 'create', id, '-f', 'workflow.yaml', ...queue];
  const first = await project.cli(...create, '--every', '1h', '--paused');
  expect(first.stderr).toContain('no worker takes up runs');
  expect(first.stderr).not.toContain('never');
  const never = await project.cli('schedule', 'create', `never-${id}`, ...create.slice(3), '--cron', '0 0 31 2 *');
  expect(never).toMatchObject({ code: 0, stderr: expect.stringContaining('it will never start a run') });
  await project.cli('schedule', 'delete', `never-${id}`);
  const client = await project.client();
  await client.schedule.create({
    scheduleId: `foreign-${project.taskQueue}`,
    spec: {},
    action: { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' },
  });
  for (const [args, message] of [
    [[...create, '--every', '1h'], `there is a schedule "${id}" already`],
    [[...create, '--cron', '0 25 * * *'], 'hour "25" is not one of 0 to 23'],
    [[...create, '--every', '1h', '--time-zone', 'Mars/Base'], 'there is no time zone "Mars/Base"'],
    [[...create], 'it is not said when runs start'],
    [[...create, '--every', '1h', '--overlap', 'never'], 'Allowed choices are skip'],
    [[...create, '--every', '1h', '--start', 'soon'], 'Write a time such as'],
    [[...create, '--every', '1h', '--input', 'm=1'], 'there is no input "m"'],
    [['schedule', 'show', id.replace('refused', 'refusd')], `did you mean "${id}"?`],
    [['schedule', 'delete', 'nothing-like-it'], 'there is no schedule "nothing-like-it"'],
    [['schedule', 'delete', `foreign-${project.taskQueue}`], 'so it is left alone'],
    [['schedule', 'backfill', id, '--start', '2026-01-02', '--end', '2026-01-01'], '--end is not after --start'],
    [['schedule', 'nonsense'], "unknown command 'nonsense'"],
  ] as const) {
    const { code, stderr } = await project.cli(...args);
    expect(stderr).toContain(message);
    expect(code, args.join(' ')).toBe(2);
  }
  await project.cli('schedule', 'delete', id);
  await client.schedule.getHandle(`foreign-${project.taskQueue}`).delete();
});
