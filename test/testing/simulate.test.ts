import { join } from 'node:path';
import { simulate, type SimulatedResult, type SimulateOptions } from 'orchestrator/testing';
import { describe, expect, test } from 'vitest';
import { aProject } from './a-project.ts';
import { cpuTime } from '../cpu-time.ts';

/** Simulates a definition, where agents do nothing unless something is said of them. */
async function run(workflow: string, options: SimulateOptions = {}, files: Record<string, string> = {}) {
  const root = aProject({ 'workflow.yaml': workflow, ...files });
  const agents = { '*': {}, ...options.agents };
  return simulate(join(root, 'workflow.yaml'), { root, environment: {}, ...options, agents });
}

const statuses = ({ results }: Pick<SimulatedResult, 'results'>) =>
  Object.fromEntries(results.map(({ phase, status }) => [phase, status]));
const agentOf = ({ results, ...rest }: SimulatedResult, phase: string, id: string) =>
  [...results, rest.on_failure, rest.finally]
    .find((each) => each?.phase === phase)!
    .agents.find((agent) => agent.id === id)!;
const startsOf = ({ started }: SimulatedResult) => started.map(({ path, at }) => [path, at / 1000]);

const ONE = (rest = '') => `phases: [{ name: a, agents: [{ id: x, module: m, class: X${rest} }] }]`;
const TWO = 'parallel: true, agents: [{ id: x, module: m, class: X }, { id: y, module: m, class: Y }]';

describe('simulated time', () => {
  test('passes with what agents take: side by side within the limit, or one after another', async () => {
    const result = await run(
      `phases:
  - { name: a, max_workers: 1, ${TWO} }
  - { name: b, ${TWO} }
  - { name: c, depends_on: [b], agents: [{ id: x, module: m, class: X }] }`,
      { agents: { X: { takes: '10s' }, Y: { takes: 3 } } },
    );
    expect(startsOf(result)).toEqual([
      ['a/x', 0],
      ['b/x', 0],
      ['b/y', 0],
      ['a/y', 10],
      ['c/x', 10],
    ]);
    expect(result.total_duration).toBe(20);
    expect(result.results.map(({ duration }) => duration)).toEqual([13, 10, 10]);
  });

  test('is the same each time, and no real time passes', async () => {
    const beganAt = cpuTime();
    const [one, two] = [
      await run(ONE(), { agents: { X: { takes: '300d' } } }),
      await run(ONE(), { agents: { X: { takes: '300d' } } }),
    ];
    expect(one).toEqual(two);
    expect(one.total_duration).toBe(300 * 86_400);
    expect(cpuTime() - beganAt).toBeLessThan(2000);
  });
});

describe('attempts', () => {
  test('follow the pauses of the definition, and succeed after so many failures', async () => {
    const retry = ', retry: { max_retries: 4, retry_delay: 1s, backoff: 2, max_delay: 3s }';
    const result = await run(ONE(retry), { agents: { 'a/x': { takes: 10, fails: { times: 3 }, output: 7 } } });
    expect(agentOf(result, 'a', 'x')).toMatchObject({
      status: 'success',
      attempts: 4,
      output: 7,
      duration: 40 + 1 + 2 + 3,
      reason: 'succeeded at attempt 4 of 5',
    });
  });

  test('end with the last failure; errors that no attempt can mend have one', async () => {
    const retry = ', retry: { max_retries: 2, non_retryable: [Wrong] }';
    const error = { type: 'Error', message: 'no' };
    const attempts = async (fails: object) => agentOf(await run(ONE(retry), { agents: { X: { fails } } }), 'a', 'x');
    expect(await attempts({ message: 'no' })).toMatchObject({ status: 'failed', attempts: 3, error, duration: 10 });
    expect(await attempts({ type: 'Wrong' })).toMatchObject({ attempts: 1, error: { type: 'Wrong' } });
    expect(await attempts({ retryable: false })).toMatchObject({ attempts: 1 });
  });

  test('have pauses of a hundred times the first one at most, as the server has it', async () => {
    const retry = ', retry: { max_retries: 4, retry_delay: 1s, backoff: 10 }';
    const result = await run(ONE(retry), { agents: { X: { fails: 'no' } } });
    expect(agentOf(result, 'a', 'x')).toMatchObject({ attempts: 5, duration: 1 + 10 + 100 + 100 });
  });

  test('that take longer than the timeout are ended there, and tried again', async () => {
    const result = await run(ONE(', timeout: 1m, retry: { max_retries: 1, retry_delay: 2s }'), {
      agents: { X: { takes: '61s' } },
    });
    const error = { type: 'Timeout', message: 'the attempt took longer than its timeout' };
    expect(agentOf(result, 'a', 'x')).toMatchObject({ status: 'timed_out', attempts: 2, duration: 122, error });
    expect((await run(ONE(', timeout: 1m'), { agents: { X: { takes: '1m' } } })).status).toBe('success');
  });
});

describe('what agents give', () => {
  const LIST = `inputs: { roads: { type: array, default: [A8, A9, A9] } }
phases: [{ name: a, agents: [{ id: x, module: m, class: X, for_each: "\${{ inputs.roads }}", with: { road: "\${{ item }}" }, retry: { max_retries: 0 }, REST }] }]
outputs: { all: "\${{ phases.a.outputs.x }}" }`;
  const list = (rest = '') => LIST.replace(', REST', rest);

  test('may be worked out from inputs and items, or be listed by item', async () => {
    const output = { road: '${{ item }}', text: 'no. ${{ item_index }} of ${{ size(inputs.roads) }}' };
    expect((await run(list(), { inputs: { roads: ['A1'] }, agents: { X: { output } } })).outputs).toEqual({
      all: [{ road: 'A1', text: 'no. 0 of 1' }],
    });
    expect((await run(list(), { agents: { X: { outputs: [1, null, 'three'] } } })).outputs).toEqual({
      all: [1, null, 'three'],
    });
    await expect(run(list(), { agents: { X: { outputs: [1] } } })).rejects.toThrow('there is none for item 1');
    await expect(run(ONE(), { agents: { X: { output: '${{ item }}' } } })).rejects.toThrow(
      'the output that the test has for a/x',
    );
  });

  test('may be a failure of some items only', async () => {
    const result = await run(list(), { agents: { X: { fails: { items: [1], message: 'fog' } } } });
    expect(agentOf(result, 'a', 'x')).toMatchObject({
      status: 'failed',
      reason: '1 of 3 items failed, first item 1',
      items: [{ status: 'success' }, { status: 'failed', error: { message: 'fog' } }, { status: 'success' }],
    });
  });

  test('is kept under its cache key while that is good', async () => {
    const cache = (ttl: string) => list(`, max_workers: 1, cache: { key: "\${{ item }}", ttl: ${ttl} }`);
    const cached = async (ttl: string) => {
      const result = await run(cache(ttl), { agents: { X: { takes: 10, output: 'of ${{ item_index }}' } } });
      return agentOf(result, 'a', 'x').items!.map((item) => [item.output, item.cached]);
    };
    expect(await cached('1m')).toEqual([
      ['of 0', undefined],
      ['of 1', undefined],
      ['of 1', true],
    ]);
    // Items that run side by side have no output to use yet.
    const beside = await run(cache('1m').replace('max_workers: 1, ', ''), { agents: { X: { takes: 10 } } });
    expect(agentOf(beside, 'a', 'x').items!.some((item) => item.cached)).toBe(false);
  });

  test('may come of a function, which is asked for each attempt', async () => {
    const calls: unknown[] = [];
    const result = await run(
      `config: { s: { url: u } }\n${ONE(', config_key: s, with: { n: 1 }, retry: { max_retries: 1 }')}`,
      {
        agents: {
          'a/x': (call) => {
            calls.push(call);
            if (call.attempt === 1) throw new RangeError('not yet');
            return { n: 2 };
          },
        },
      },
    );
    const call = { phase: 'a', agent: 'x', config: { url: 'u' }, input: { n: 1 } };
    expect(calls).toEqual([
      { ...call, attempt: 1 },
      { ...call, attempt: 2 },
    ]);
    expect(agentOf(result, 'a', 'x')).toMatchObject({ attempts: 2, output: { n: 2 } });
  });

  test('may be what their own code gives', async () => {
    const code = `export class X { constructor(config) { this.config = config; }
      async run({ input, attempt, item }) { if (attempt < input.from) throw new RangeError('early'); return { input, item, config: this.config }; } }`;
    const workflow = `config: { s: { url: "\${secret:URL}" } }
secrets: [URL]
phases: [{ name: a, agents: [{ id: x, module: m, class: X, config_key: s, with: { from: 2 } }] }]`;
    const result = await run(
      workflow,
      { agents: { X: { run: true, takes: 4 } }, environment: { URL: 'http://here' } },
      { 'm.mjs': code },
    );
    expect(agentOf(result, 'a', 'x')).toMatchObject({ status: 'success', attempts: 2, duration: 13 });
    expect(agentOf(result, 'a', 'x').output).toEqual({ input: { from: 2 }, config: { url: '***' } });
    const missing = await run(ONE(), { agents: { X: { run: true } } });
    expect(agentOf(missing, 'a', 'x')).toMatchObject({ attempts: 1, error: { type: 'agent-not-found' } });
  });

  test('is to be said: one that starts and of which nothing is said is an error', async () => {
    const root = aProject({ 'workflow.yaml': ONE() });
    await expect(simulate(join(root, 'workflow.yaml'))).rejects.toThrow(
      'agent a/x (X) starts, and the test does not say what it does; add it under "agents", as "a/x", as "X" for each agent of the class, or as "*"',
    );
    await expect(run(ONE(), { agents: { X: { takes: 'soon' } } })).rejects.toThrow(
      'the options of simulate: agents.X.takes',
    );
  });
});

describe('what people do', () => {
  const ASKS =
    'phases: [{ name: a, approval: { prompt: "Go?", timeout: 1h }, agents: [{ id: x, module: m, class: X }] }]';

  test('is decided after a while, or by the timeout of the approval', async () => {
    const approved = await run(ASKS, { approve: [{ phase: 'a', after: '5m', by: 'ann', comment: 'fine' }] });
    expect(approved.results[0]).toMatchObject({ status: 'success', reason: 'approved by ann: fine' });
    expect(startsOf(approved)).toEqual([['a/x', 300]]);
    expect((await run(ASKS, { reject: ['a'] })).error).toMatchObject({ type: 'Rejected', message: 'rejected' });
    const late = await run(ASKS, { approve: [{ phase: 'a', after: '2h' }] });
    expect(late.results[0]!.reason).toBe('there was no decision within 1h, which is to reject');
    expect(late.total_duration).toBe(3600);
  });

  test('must be said where a run would wait for ever', async () => {
    await expect(run(ASKS.replace(', timeout: 1h', ''))).rejects.toThrow(
      'the run waits for an approval of a, and the test decides nothing; add "approve: [a]" or "reject: [a]"',
    );
  });

  test('ends what is at work when they cancel the run; finally runs all the same', async () => {
    const result = await run(
      `phases: [{ name: a, agents: [{ id: x, module: m, class: X }] }, { name: b, depends_on: [a], agents: [{ id: x, module: m, class: X }] }]
on_failure: [{ id: n, module: m, class: X }]
finally: [{ id: f, module: m, class: F }]
outputs: { x: "\${{ phases.a.status }}" }`,
      { agents: { X: { takes: '1m' }, F: { takes: 5 } }, cancelAfter: '10s' },
    );
    expect(result).toMatchObject({ status: 'cancelled', total_duration: 15, outputs: { x: 'cancelled' } });
    expect(agentOf(result, 'a', 'x')).toMatchObject({ status: 'cancelled', attempts: 1, duration: 10 });
    expect(statuses(result)).toEqual({ a: 'cancelled', b: 'cancelled' });
    expect(result).not.toHaveProperty('on_failure');
    expect(result.finally).toMatchObject({ status: 'success' });
  });
});

describe('failures of a run', () => {
  test('block what is behind them, then come on_failure and finally, which know of them', async () => {
    const result = await run(
      `phases: [{ name: a, agents: [{ id: x, module: m, class: X, retry: { max_retries: 0 } }] }, { name: b, depends_on: [a], agents: [{ id: y, module: m, class: Y }] }]
on_failure: [{ id: n, module: m, class: N, with: { text: "\${{ run.error.message }}" } }]
finally: [{ id: f, module: m, class: N, with: { status: "\${{ run.status }}" } }]`,
      { agents: { X: { fails: 'no disk' } } },
    );
    expect(statuses(result)).toEqual({ a: 'failed', b: 'blocked' });
    expect(result.started.map(({ path, input }) => [path, input])).toEqual([
      ['a/x', {}],
      ['on_failure/n', { text: 'no disk' }],
      ['finally/f', { status: 'failed' }],
    ]);
  });

  test('with fail_fast cancel what runs beside', async () => {
    const result = await run(
      `phases: [{ name: a, fail_fast: true, ${TWO} }]\ndefaults: { retry: { max_retries: 0 } }`,
      {
        agents: { X: { takes: '1h' }, Y: { takes: 1, fails: 'no' } },
      },
    );
    expect(agentOf(result, 'a', 'x')).toMatchObject({
      status: 'cancelled',
      duration: 1,
      reason: expect.stringContaining('fail_fast'),
    });
    expect(result.total_duration).toBe(1);
  });

  test('may be its timeout, also in a sub-workflow', async () => {
    const slow = await run(
      `timeout: 1m\n${ONE()}\non_failure: [{ id: n, module: m, class: N, with: { text: "\${{ run.error.message }}" } }]`,
      {
        agents: { X: { takes: '2m' } },
      },
    );
    const error = { type: 'Timeout', message: 'the run took longer than its timeout of 1m', phase: null, agent: null };
    expect(slow).toMatchObject({ status: 'timed_out', total_duration: 60, error, on_failure: { status: 'success' } });
    expect(slow.results[0]).toMatchObject({
      status: 'cancelled',
      reason: 'the run took longer than its timeout of 1m',
    });
    const outer = await run(
      'phases: [{ name: p, workflow: ./sub.yaml }]',
      { agents: { X: { takes: '2m' } } },
      { 'sub.yaml': `timeout: 1m\n${ONE()}` },
    );
    expect(outer.error).toMatchObject({
      type: 'Timeout',
      message: 'the run took longer than its timeout of 1m',
      phase: 'p',
    });
  });
});

describe('sub-workflows', () => {
  const SUB = `inputs: { n: { type: integer } }
phases: [{ name: inner, approval: { prompt: "\${{ inputs.n }}?" }, agents: [{ id: x, module: m, class: X, with: { n: "\${{ inputs.n + 1 }}" } }] }]
outputs: { page: "\${{ phases.inner.outputs.x.page }}" }`;
  const OUTER = `phases:
  - { name: first, agents: [{ id: y, module: m, class: Y }] }
  - { name: publish, depends_on: [first], workflow: ./sub.yaml, with: { n: "\${{ phases.first.outputs.y }}" } }
outputs: { page: "\${{ phases.publish.outputs.page }}" }`;

  test('run inside of their phase, with its names in front', async () => {
    const result = await run(
      OUTER,
      {
        agents: { Y: { output: 3 }, 'publish/inner/x': { takes: 7, output: { page: 'p${{ inputs.n }}' } } },
        approve: ['publish/inner'],
      },
      { 'sub.yaml': SUB },
    );
    expect(result).toMatchObject({ status: 'success', outputs: { page: 'p3' }, total_duration: 7 });
    expect(result.started.map(({ path, input }) => [path, input])).toEqual([
      ['first/y', {}],
      ['publish', { n: 3 }],
      ['publish/inner/x', { n: 4 }],
    ]);
    expect(result.subWorkflows['publish']).toMatchObject({
      status: 'success',
      workflow: 'sub',
      results: [{ phase: 'inner', status: 'success' }],
    });
  });

  test('fail their phase with a wrong input, with a failure of their own, and are cancelled with it', async () => {
    const fails = async (options: SimulateOptions) => (await run(OUTER, options, { 'sub.yaml': SUB })).results[1];
    expect(await fails({ agents: { Y: { output: 'x' } } })).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('input n must be a whole number'),
    });
    const approve = ['publish/inner'];
    expect(await fails({ approve, agents: { Y: { output: 1 }, X: { fails: 'no page' } } })).toMatchObject({
      status: 'failed',
      reason: 'inner/x: no page',
    });
    expect(await fails({ approve, cancelAfter: 5, agents: { Y: { output: 1 }, X: { takes: 10 } } })).toMatchObject({
      status: 'cancelled',
      reason: 'the run was cancelled',
    });
  });
});

test('a sub-workflow whose last agents take too long is not waited for when the run is cancelled', async () => {
  const result = await run(
    'phases: [{ name: p, workflow: ./sub.yaml }]',
    { agents: { X: { takes: '1h' }, F: { takes: '1m' } }, cancelAfter: 5 },
    { 'sub.yaml': `${ONE()}\nfinally: [{ id: f, module: m, class: F }]` },
  );
  expect(result).toMatchObject({ status: 'cancelled', total_duration: 40 });
  expect(result.results[0]).toMatchObject({ status: 'cancelled', reason: 'it did not stop within 30s' });
});

test('what had succeeded in an earlier run is used again', async () => {
  const result = await run(
    `phases:
  - { name: a, agents: [{ id: x, module: m, class: X }, { id: list, module: m, class: X, for_each: [1, 2] }] }
  - { name: sub, depends_on: [a], workflow: ./sub.yaml }
  - { name: b, depends_on: [sub], agents: [{ id: y, module: m, class: Y, with: { all: "\${{ phases.a.outputs }}", page: "\${{ phases.sub.outputs.page }}" } }] }`,
    {
      reuse: {
        'a/x': { output: 1 },
        'a/list': { items: [{ index: 1, item: 2, output: 'two' }] },
        sub: { outputs: { page: 'p' } },
      },
    },
    { 'sub.yaml': ONE() + '\noutputs: { page: 1 }' },
  );
  expect(result.started.map(({ path, itemIndex }) => [path, itemIndex])).toEqual([
    ['a/list', 0],
    ['b/y', undefined],
  ]);
  expect(result.started[1]!.input).toEqual({ all: { x: 1, list: [null, 'two'] }, page: 'p' });
  const only = await run(
    `phases: [{ name: a, agents: [{ module: m, class: X }] }, { name: b, agents: [{ module: m, class: X }] }]`,
    { only: 'b' },
  );
  expect(statuses(only)).toEqual({ a: 'skipped', b: 'success' });
});

test('a definition or an input that is not valid is refused, with its problems', async () => {
  await expect(run('phases: []')).rejects.toMatchObject({ name: 'DefinitionError' });
  await expect(run(`inputs: { n: { type: integer } }\n${ONE()}`, { inputs: { m: 1 } })).rejects.toMatchObject({
    name: 'DefinitionError',
    problems: [
      { code: 'bad-input', line: 1 },
      { code: 'bad-input', line: 1 },
    ],
  });
});
