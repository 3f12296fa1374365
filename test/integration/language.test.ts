import { describe, expect, test } from 'vitest';
import type { AgentResult, PhaseResult, RunResult } from '../../src/workflows/run-result.ts';
import { newProject } from './project.ts';

/** Runs a definition on the suite's server, with a worker of its own. */
async function run(text: string, files: Record<string, string> = {}, ...args: string[]) {
  const defaults = text.includes('defaults:')
    ? ''
    : 'defaults: { isolation: inline, retry: { max_retries: 0, retry_delay: 1ms } }\n';
  const project = await newProject({ 'workflow.yaml': `${defaults}${text}`, ...files });
  await project.worker();
  const { code, result } = await project.run(...args);
  return { code, result, project, ...looks(result) };
}

function looks(result: RunResult) {
  const phase = (name: string): PhaseResult => result.results.find((each) => each.phase === name)!;
  const agent = (name: string, id: string): AgentResult => phase(name).agents.find((each) => each.id === id)!;
  const statuses = () => Object.fromEntries(result.results.map((each) => [each.phase, each.status]));
  return { phase, agent, statuses };
}

const ECHO = '{ module: agents.all, class: Echo }';
const FAILS = '{ module: agents.all, class: Failing }';

describe('expressions', () => {
  test('carry outputs and inputs to later agents; a whole expression keeps its type', async () => {
    const { agent } = await run(`
inputs: { env: { type: string, default: dev }, n: { type: integer, default: 2 } }
phases:
  - name: a
    agents:
      - { id: one, module: agents.all, class: Echo, with: { n: "\${{ inputs.n + 1 }}" } }
      - { id: two, module: agents.all, class: Echo, with: { before: "\${{ phases.a.outputs.one.input.n }}" } }
  - name: b
    depends_on: [a]
    agents:
      - { id: three, module: agents.all, class: Echo, with: { all: "\${{ phases.a.outputs }}", text: "\${{ inputs.env }}-\${{ phases.a.status }}", id: "\${{ run.id }}", free: "$\${{ x }}" } }
`);
    expect(agent('a', 'two').output).toMatchObject({ input: { before: 3 } });
    expect(agent('b', 'three').output).toMatchObject({
      input: { all: { one: { input: { n: 3 } } }, text: 'dev-success', id: expect.any(String), free: '${{ x }}' },
    });
  });

  test('that fail at run time fail the agent, without an attempt and without a stuck run', async () => {
    const { code, agent } = await run(`
phases:
  - name: a
    agents: [{ id: one, module: agents.all, class: Echo }]
  - name: b
    depends_on: [a]
    agents: [{ id: two, module: agents.all, class: Echo, with: { x: "\${{ phases.a.outputs.one.nothing.here }}" } }]
`);
    expect(code).toBe(1);
    expect(agent('b', 'two')).toMatchObject({ status: 'failed', attempts: 0, error: { type: 'ExpressionFailed' } });
  });
});

describe('conditions', () => {
  test('skip phases and agents, with the values that decided it; what depends on a skipped phase runs', async () => {
    const { statuses, phase, agent } = await run(`
inputs: { env: { type: string, default: dev } }
phases:
  - name: a
    if: inputs.env == "prod"
    agents: [${ECHO}]
  - name: b
    depends_on: [a]
    parallel: true
    agents:
      - { id: yes, module: agents.all, class: Echo }
      - { id: no, module: agents.all, class: Echo, if: 'inputs.env != "dev"' }
`);
    expect(statuses()).toEqual({ a: 'skipped', b: 'success' });
    expect(phase('a').reason).toBe('its condition `inputs.env == "prod"` is false: inputs.env is "dev"');
    expect(agent('b', 'no')).toMatchObject({ status: 'skipped', attempts: 0 });
  });

  test('of edges choose the way on', async () => {
    const { code, statuses } = await run(`
phases:
  - { name: works, agents: [${ECHO}] }
  - { name: fails, agents: [${FAILS}] }
  - { name: after_failure, depends_on: [{ phase: fails, when: failed }], agents: [${ECHO}] }
  - { name: after_success, depends_on: [{ phase: fails, when: success }], agents: [${ECHO}] }
  - { name: anyway, depends_on: [{ phase: fails, when: completed }, { phase: after_success, when: completed }], agents: [${ECHO}] }
  - { name: not_needed, depends_on: [{ phase: works, when: failed }], agents: [${ECHO}] }
  - { name: if_skipped, depends_on: [{ phase: not_needed, when: skipped }], agents: [${ECHO}] }
  - { name: plain, depends_on: [fails], agents: [${ECHO}] }
`);
    expect(code).toBe(1);
    expect(statuses()).toEqual({
      works: 'success',
      fails: 'failed',
      after_failure: 'success',
      after_success: 'blocked',
      anyway: 'success',
      not_needed: 'skipped',
      if_skipped: 'success',
      plain: 'blocked',
    });
  });
});

describe('for_each', () => {
  test('runs one task for each item, in order, within its limit, and gives the list of outputs on', async () => {
    const { agent, project } = await run(`
inputs: { roads: { type: array, items: { type: string }, default: [a, b, c, ""] } }
phases:
  - name: scan
    agents:
      - id: road
        module: agents.all
        class: Echo
        for_each: \${{ inputs.roads }}
        max_workers: 1
        if: item != ""
        with: { road: "\${{ item }}", index: "\${{ item_index }}" }
  - name: count
    depends_on: [scan]
    agents: [{ id: count, module: agents.all, class: Echo, with: { roads: "\${{ phases.scan.outputs.road.map(r, r == null ? 'none' : r.input.road) }}" } }]
`);
    const { items, status } = agent('scan', 'road');
    expect(status).toBe('success');
    expect(items!.map(({ index, item, status: each }) => [index, item, each])).toEqual([
      [0, 'a', 'success'],
      [1, 'b', 'success'],
      [2, 'c', 'success'],
      [3, '', 'skipped'],
    ]);
    expect(agent('scan', 'road')).not.toHaveProperty('output');
    expect(agent('count', 'count').output).toMatchObject({ input: { roads: ['a', 'b', 'c', 'none'] } });
    expect((await project.notes()).length).toBe(4);
  });

  test('a failed item fails the agent when the others are done; tolerated, it does not', async () => {
    const list = `for_each: [1, 3], with: { times: "\${{ item }}" }, retry: { max_retries: 1, retry_delay: 1ms }`;
    const { code, phase, agent } = await run(`
phases:
  - { name: strict, parallel: true, agents: [{ id: f, module: agents.all, class: Failing, ${list} }] }
  - { name: lenient, agents: [{ id: f, module: agents.all, class: Failing, ${list}, continue_on_error: true }] }
  - { name: after, depends_on: [lenient], agents: [${ECHO}] }
`);
    expect(code).toBe(1);
    expect(agent('strict', 'f').items!.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['success', 2],
      ['failed', 2],
    ]);
    expect(phase('strict').status).toBe('failed');
    expect(agent('lenient', 'f')).toMatchObject({ status: 'failed', tolerated: true });
    expect(phase('lenient').status).toBe('success');
    expect(phase('after').status).toBe('success');
  });
});

describe('failures', () => {
  test('fail_fast cancels what runs beside, and skips what has not begun', async () => {
    const { agent, result } = await run(`
phases:
  - name: a
    parallel: true
    max_workers: 2
    fail_fast: true
    agents:
      - { id: sleeps, module: agents.all, class: Sleeper }
      - { id: fails, module: agents.all, class: Failing }
      - { id: late, module: agents.all, class: Echo }
`);
    expect(result.total_duration).toBeLessThan(20);
    expect(agent('a', 'sleeps')).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('fail_fast') });
    expect(agent('a', 'late')).toMatchObject({ status: 'skipped', reason: expect.stringContaining('fail_fast') });
  });

  test('continue_on_error on a phase lets what depends on it run, and the run succeed', async () => {
    const { code, phase, statuses } = await run(`
phases:
  - { name: a, continue_on_error: true, agents: [${FAILS}] }
  - { name: b, depends_on: [a], agents: [${ECHO}] }
`);
    expect(code).toBe(0);
    expect(statuses()).toEqual({ a: 'failed', b: 'success' });
    expect(phase('a').tolerated).toBe(true);
  });

  test('on_failure runs after a failure, finally after everything, and both know what happened', async () => {
    const { code, result } = await run(`
phases: [{ name: a, agents: [${FAILS}] }]
on_failure: [{ id: notify, module: agents.all, class: Echo, with: { text: "\${{ run.error.message }}", who: "\${{ run.error.agent }}" } }]
finally: [{ module: agents.all, class: Failing }, { id: cleanup, module: agents.all, class: Echo, with: { status: "\${{ run.status }}" } }]
outputs: { status: "\${{ run.status }}", none: "\${{ phases.a.outputs.failing.x }}" }
`);
    expect(code).toBe(1);
    expect(result.on_failure!.agents[0]!.output).toMatchObject({
      input: { text: 'it does not work', who: 'failing' },
    });
    expect(result.finally!.agents.map(({ status }) => status)).toEqual(['failed', 'success']);
    expect(result.finally!.agents[1]!.output).toMatchObject({ input: { status: 'failed' } });
    expect(result.outputs).toEqual({ status: 'failed', none: null });
    expect(result.error).toMatchObject({ phase: 'a', agent: 'failing' });
  });

  test('finally also runs after a timeout; a success runs no on_failure', async () => {
    const slow = await run(`
timeout: 1s
phases: [{ name: a, agents: [{ module: agents.all, class: Sleeper }] }]
on_failure: [{ module: agents.all, class: Echo, with: { text: "\${{ run.error.message }}" } }]
finally: [${ECHO}]
`);
    expect(slow.code).toBe(4);
    const message = 'the run took longer than its timeout of 1s';
    expect(slow.result).toMatchObject({ status: 'timed_out', error: { type: 'Timeout', message } });
    expect(slow.result.on_failure!.agents[0]!.output).toMatchObject({ input: { text: message } });
    expect(slow.result.finally!.status).toBe('success');
    const fine = await run(`
phases: [{ name: a, agents: [${ECHO}] }]
on_failure: [${ECHO}]
outputs: { answer: "\${{ 41 + 1 }}", text: "it is \${{ phases.a.status }}" }
`);
    expect(fine.result).not.toHaveProperty('on_failure');
    expect(fine.result.outputs).toEqual({ answer: 42, text: 'it is success' });
  });
});

describe('sub-workflows', () => {
  const CHILD = `
inputs: { count: { type: integer }, note: { type: string, default: none } }
defaults: { isolation: inline, retry: { max_retries: 0 } }
phases: [{ name: inner, agents: [{ id: echo, module: agents.all, class: Echo, with: { n: "\${{ inputs.count * 2 }}", note: "\${{ inputs.note }}" } }] }]
outputs: { doubled: "\${{ phases.inner.outputs.echo.input.n }}", note: "\${{ inputs.note }}" }
`;

  test('run as child workflows, with inputs checked and outputs given back', async () => {
    const { code, phase, agent, result, project } = await run(
      `
phases:
  - { name: first, agents: [{ id: n, module: agents.all, class: Echo, with: { n: 21 } }] }
  - { name: publish, depends_on: [first], workflow: ./parts/child.yaml, with: { count: "\${{ phases.first.outputs.n.input.n }}" } }
  - { name: last, depends_on: [publish], agents: [{ id: e, module: agents.all, class: Echo, with: { out: "\${{ phases.publish.outputs.doubled }}" } }] }
`,
      { 'parts/child.yaml': CHILD },
    );
    expect(code).toBe(0);
    expect(phase('publish')).toMatchObject({
      status: 'success',
      outputs: { doubled: 42, note: 'none' },
      workflow_id: `${result.workflow_id}/publish`,
    });
    expect(agent('last', 'e').output).toMatchObject({ input: { out: 42 } });
    const client = await project.client();
    const child = await client.workflow.getHandle(`${result.workflow_id}/publish`).describe();
    expect(child.type).toBe('child');
  });

  test('that fail, or get a wrong input, fail their phase', async () => {
    const { code, phase } = await run(
      `
phases:
  - { name: first, agents: [{ id: n, module: agents.all, class: Echo, with: { n: x } }] }
  - { name: wrong, depends_on: [first], workflow: ./child.yaml, with: { count: "\${{ phases.first.outputs.n.input.n }}" } }
  - { name: fails, workflow: ./failing.yaml }
`,
      {
        'child.yaml': CHILD,
        'failing.yaml': `phases: [{ name: x, agents: [${FAILS}] }]\ndefaults: { retry: { max_retries: 0 } }`,
      },
    );
    expect(code).toBe(1);
    expect(phase('wrong')).toMatchObject({ status: 'failed', reason: expect.stringContaining('count') });
    expect(phase('fails')).toMatchObject({ status: 'failed', reason: expect.stringContaining('it does not work') });
  });
});

test('an agent goes to the task queue that it names', async () => {
  const project = await newProject({
    'workflow.yaml': `phases: [{ name: a, agents: [{ module: agents.all, class: Echo, task_queue: gpu-fleet-1, isolation: inline }] }]`,
  });
  await project.worker();
  const other = project.start(['worker', '--task-queue', 'gpu-fleet-1']);
  await other.says('Worker ready');
  const { result } = await project.run();
  const client = await project.client();
  const { events } = await client.workflow.getHandle(result.workflow_id).fetchHistory();
  const queues = events!.flatMap((event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name ?? []);
  expect(queues).toEqual(['gpu-fleet-1']);
});

describe('concurrency', () => {
  const text = (rule: string) => `
name: one_at_a_time
inputs: { ms: { type: integer, default: 3000 } }
concurrency: { key: "${rule}", on_conflict: ${rule} }
phases: [{ name: a, agents: [{ module: agents.all, class: Sleeper, with: { ms: "\${{ inputs.ms }}" } }] }]
defaults: { isolation: inline }
`;

  test('queue: the second run waits for the end of the first, also of one that was terminated', async () => {
    const project = await newProject({ 'workflow.yaml': text('queue') });
    await project.worker();
    const first = project.run('--id', `first-${project.taskQueue}`);
    await project.hasNoted('began sleeper');
    const second = project.run('--id', `second-${project.taskQueue}`);
    const results = await Promise.all([first, second]);
    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(results[1]!.stderr).toContain('a: pending: the run waits for its turn: 1 at a time may run');
    expect(results[1]!.result.total_duration).toBeGreaterThan(3);
    expect(await project.notes()).toEqual(['began sleeper', 'ended sleeper', 'began sleeper', 'ended sleeper']);
  });

  test('queue: while a run waits no history is made, and one that was terminated gives its place away', async () => {
    const own = text('queue').replace('key: "queue"', 'key: "own"').replace('3000', '600000');
    const project = await newProject({ 'workflow.yaml': own });
    await project.worker();
    const client = await project.client();
    const gate = client.workflow.getHandle('orchestrator:gate/one_at_a_time/own');
    const first = `first-${project.taskQueue}`;
    await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', first, '--task-queue', project.taskQueue);
    await project.hasNoted('began sleeper');
    const second = `second-${project.taskQueue}`;
    await project.cli('run', '-f', 'workflow.yaml', '--detach', '--id', second, '--task-queue', project.taskQueue);
    const looks = async () => (await gate.describe()).raw.pendingActivities?.[0]?.attempt ?? 0;
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(1);
    const { historyLength } = await gate.describe();
    const before = await looks();
    await expect.poll(looks, { timeout: 60_000 }).toBeGreaterThan(before + 1);
    expect((await gate.describe()).historyLength).toBe(historyLength);
    await project.cli('terminate', first);
    await expect.poll(() => project.notes(), { timeout: 60_000 }).toEqual(['began sleeper', 'began sleeper']);
    await project.cli('terminate', second);
    await gate.terminate();
  });

  test('reject: the second run fails at once, and says what is under way', async () => {
    const project = await newProject({ 'workflow.yaml': text('reject') });
    await project.worker();
    const id = `first-${project.taskQueue}`;
    const first = project.run('--id', id);
    await project.hasNoted('began sleeper');
    const second = await project.run();
    expect(second.code).toBe(1);
    expect(second.result.error).toMatchObject({ type: 'ConcurrencyLimit', message: expect.stringContaining(id) });
    expect((await first).code).toBe(0);
  });

  test('cancel_running: the first run is cancelled, and the second goes on', async () => {
    const project = await newProject({ 'workflow.yaml': text('cancel_running') });
    await project.worker();
    const first = project.run('--input', 'ms=600000');
    await project.hasNoted('began sleeper');
    const second = await project.run();
    expect((await first).code).toBe(3);
    expect(second.code).toBe(0);
  });
});

test('the timeout of a run is for its phases: what is done at last takes its time', async () => {
  const { code, result } = await run(`
timeout: 3s
phases: [{ name: a, agents: [${ECHO}] }]
finally: [{ module: agents.all, class: Sleeper, with: { ms: 4000 } }]
`);
  expect(code).toBe(0);
  expect(result.finally!.status).toBe('success');
  expect(result.total_duration).toBeGreaterThan(4);
});
