import { expect, test } from 'vitest';
import { newProject } from './project.ts';

const agent = (id: string, className: string, rest = '') =>
  `{ id: ${id}, module: agents.all, class: ${className}${rest} }`;

test('the smallest file runs, and its result has the documented shape', { timeout: 60_000 }, async () => {
  const project = await newProject({
    'workflow.yaml': `
phases:
  - name: data_collection
    description: "Collect traffic data"
    parallel: true
    agents:
      - module: agents.all
        class: Echo
        config_key: image_refresh
  - name: analytics
    parallel: false
    depends_on: [data_collection]
    agents:
      - module: agents.all
        class: Config
`,
    'agents.yaml': 'image_refresh: { url: http://127.0.0.1 }',
  });
  await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(0);
  expect(result).toEqual({
    status: 'success',
    phases_executed: 2,
    total_duration: expect.any(Number),
    results: [
      {
        phase: 'data_collection',
        status: 'success',
        duration: expect.any(Number),
        started_at: expect.stringMatching(/^\d{4}-.*Z$/),
        finished_at: expect.stringMatching(/^\d{4}-.*Z$/),
        reason: null,
        agents: [
          {
            id: 'echo',
            class: 'Echo',
            status: 'success',
            attempts: 1,
            duration: expect.any(Number),
            output: { agent: 'echo', config: { url: 'http://127.0.0.1' }, input: {} },
            error: null,
            reason: null,
          },
        ],
      },
      expect.objectContaining({
        phase: 'analytics',
        status: 'success',
        agents: [expect.objectContaining({ id: 'config', output: {} })],
      }),
    ],
    workflow: 'workflow',
    workflow_id: expect.stringMatching(/^workflow-\d{8}-\d{6}-\w{4}$/),
    run_id: expect.any(String),
    definition_hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    outputs: {},
    error: null,
  });
});

test('agents of a sequential phase run one after another, those of a parallel one within its limit', async () => {
  const sleeper = (id: string) => agent(id, 'Sleeper', ', with: { ms: 150 }');
  const project = await newProject({
    'workflow.yaml': `
phases:
  - { name: one_by_one, agents: [${['a', 'b', 'c'].map(sleeper).join(', ')}] }
  - { name: by_twos, parallel: true, max_workers: 2, depends_on: [one_by_one], agents: [${['d', 'e', 'f', 'g'].map(sleeper).join(', ')}] }
`,
  });
  await project.worker();
  const { code } = await project.run();
  expect(code).toBe(0);
  const notes = await project.notes();
  expect(notes.slice(0, 6)).toEqual(['began a', 'ended a', 'began b', 'ended b', 'began c', 'ended c']);
  let atWork = 0;
  const levels = notes.slice(6).map((note) => (atWork += note.startsWith('began') ? 1 : -1));
  expect(Math.max(...levels)).toBe(2);
});

test('a phase starts when its own dependencies are met, while others still run', async () => {
  const project = await newProject({
    'workflow.yaml': `
phases:
  - { name: quick, agents: [${agent('quick', 'Echo')}] }
  - { name: slow, agents: [${agent('slow', 'Sleeper', ', with: { ms: 1500 }')}] }
  - { name: after_quick, depends_on: [quick], agents: [${agent('after_quick', 'Echo')}] }
`,
  });
  await project.worker();
  await project.run();
  const notes = await project.notes();
  expect(notes.indexOf('ran after_quick')).toBeLessThan(notes.indexOf('ended slow'));
});

test('a failure is retried as often as the policy says, fails its phase, blocks what depends on it, and leaves the rest alone', async () => {
  const project = await newProject({
    'workflow.yaml': `
name: partly_failing
defaults: { retry: { max_retries: 2, retry_delay: 10ms } }
phases:
  - { name: bad, agents: [${agent('first', 'Failing', ', with: { message: no luck }')}, ${agent('second', 'Echo')}] }
  - { name: after_bad, depends_on: [bad], agents: [${agent('third', 'Echo')}] }
  - { name: after_that, depends_on: after_bad, agents: [${agent('fourth', 'Echo')}] }
  - { name: apart, agents: [${agent('fifth', 'Failing', ', with: { times: 1 }')}] }
`,
  });
  await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(1);
  expect(await project.notes()).toEqual(
    expect.arrayContaining(['attempt 1 of first', 'attempt 2 of first', 'attempt 3 of first']),
  );
  expect((await project.notes()).filter((note) => note.endsWith('of first'))).toHaveLength(3);
  expect(result).toMatchObject({
    status: 'failed',
    phases_executed: 2,
    error: { type: 'RangeError', message: 'no luck', phase: 'bad', agent: 'first' },
    results: [
      {
        phase: 'bad',
        status: 'failed',
        reason: 'agent "first" failed',
        agents: [
          { status: 'failed', attempts: 3, error: { type: 'RangeError', message: 'no luck' } },
          { status: 'skipped', attempts: 0, reason: 'agent "first" before it failed' },
        ],
      },
      {
        phase: 'after_bad',
        status: 'blocked',
        reason: 'it depends on phase "bad", which failed',
        agents: [{ status: 'blocked' }],
      },
      { phase: 'after_that', status: 'blocked', reason: 'it depends on phase "after_bad", which was blocked' },
      {
        phase: 'apart',
        status: 'success',
        agents: [{ attempts: 2, output: 'at last', reason: 'succeeded at attempt 2 of 3' }],
      },
    ],
  });
  const description = await (await project.client()).workflow.getHandle(result.workflow_id).describe();
  expect(description.status.name).toBe('FAILED');

  const again = await project.cli('result', result.workflow_id, '--json');
  expect(JSON.parse(again.stdout)).toEqual(result);
  expect(again.code).toBe(1);
});

test.each([
  ['a result that is not JSON', 'NotJson', 'bad-result', 'rows[1].when'],
  ['a class that is not there', 'Ecko', 'agent-not-found', 'Ecko'],
])('%s is not retried, and the message names it', async (_title, className, type, text) => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: only, agents: [${agent('it', className)}] }]`,
  });
  await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(1);
  const [it] = result.results[0]!.agents;
  expect(it).toMatchObject({ status: 'failed', attempts: 1, error: { type } });
  expect(it!.error!.message).toContain(text);
});

test('an attempt that takes longer than its timeout is timed out, and its run has failed', async () => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: only, agents: [${agent('slow', 'Sleeper', ', timeout: 1s, retry: { max_retries: 1, retry_delay: 10ms }')}] }]`,
  });
  await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(1);
  expect(result.results[0]).toMatchObject({
    status: 'failed',
    reason: 'agent "slow" timed out',
    agents: [{ status: 'timed_out', attempts: 2 }],
  });
});

test('a run that takes longer than its timeout is timed out', async () => {
  const project = await newProject({
    'workflow.yaml': `{ timeout: 1s, phases: [{ name: only, agents: [${agent('slow', 'Sleeper')}] }, { name: later, depends_on: only, agents: [${agent('never', 'Echo')}] }] }`,
  });
  await project.worker();
  const { code, result } = await project.run();
  expect(code).toBe(4);
  expect(result).toMatchObject({
    status: 'timed_out',
    results: [{ status: 'cancelled', reason: 'the run took longer than its timeout of 1s' }, { status: 'cancelled' }],
  });
});

test('flags of the command line stand in for what the file says for the whole run', async () => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: only, agents: [${agent('bad', 'Failing')}] }, { name: other, agents: [${agent('good', 'Echo')}] }]`,
  });
  await project.worker();
  const { code, result } = await project.run(
    '--phase',
    'only',
    '--max-retries',
    '1',
    '--retry-delay',
    '5ms',
    '--id',
    `chosen-${project.taskQueue}`,
  );
  expect(code).toBe(1);
  expect(result).toMatchObject({
    workflow_id: `chosen-${project.taskQueue}`,
    results: [{ phase: 'only', agents: [{ attempts: 2 }] }],
  });
  expect(await project.notes()).toEqual(['attempt 1 of bad', 'attempt 2 of bad']);
});

test('definitions whose names are those of Object.prototype run like any other', async () => {
  const project = await newProject({
    'workflow.yaml': `{ name: constructor, phases: [{ name: toString, agents: [${agent('valueOf', 'Echo')}] }] }`,
  });
  await project.worker();
  const { result } = await project.run();
  expect(result).toMatchObject({ status: 'success', workflow: 'constructor' });
});

test('--progress json is JSON from its first line to its last', async () => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: only, agents: [${agent('a', 'Echo')}] }]`,
  });
  await project.worker();
  const { code, result, stderr } = await project.run('--progress', 'json');
  expect(code).toBe(0);
  const documents = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { note?: string; status?: string });
  expect(documents[0]).toEqual({ note: expect.stringContaining(`run ${result.workflow_id}`) });
  expect(documents.at(-1)).toMatchObject({ status: 'success' });
});
