import { join } from 'node:path';
import { simulate, type SimulateOptions } from 'orchestrator/testing';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/workflows/run-result.ts';
import { newProject, type Project } from './project.ts';

/** Agents that leave nothing behind, so that they can run in a worker as well as in a simulation. */
const CODE = `
import { setTimeout as delay } from 'node:timers/promises';
export class Echo { async run({ agent, config, input, item }) { return { agent, config, input, item: item ?? null }; } }
export class Failing { async run({ attempt, input }) { if (attempt > (input.times ?? Infinity)) return 'at last'; throw new RangeError(input.message ?? 'it does not work'); } }
export class Sleeper { async run({ input, signal }) { await delay(input.ms ?? 60_000, undefined, { signal }); return 'slept'; } }
`;

/** All of a result but its times and its names for the run. */
function comparable(result: RunResult, id: string): unknown {
  const text = JSON.stringify(result, (key, value: unknown) =>
    ['duration', 'started_at', 'finished_at', 'total_duration', 'run_id', 'definition_hash'].includes(key)
      ? undefined
      : value,
  ).replaceAll(id, 'RUN');
  return JSON.parse(text);
}

interface Both {
  readonly real: RunResult;
  readonly simulated: RunResult;
}

/** Runs a definition on the suite's server, and in simulated time. */
async function both(
  text: string,
  options: SimulateOptions = {},
  files: Record<string, string> = {},
  drive: (project: Project, id: string) => Promise<void> = async () => {},
): Promise<Both> {
  const defaults = text.includes('defaults:')
    ? ''
    : 'defaults: { isolation: inline, retry: { max_retries: 0, retry_delay: 1ms } }\n';
  const project = await newProject({ 'agents/code.mjs': CODE, 'workflow.yaml': `${defaults}${text}`, ...files });
  await project.worker();
  const id = `run-${project.taskQueue}`;
  const [{ result: real }, simulated] = await Promise.all([
    project.run('--id', id),
    simulate(join(project.folder, 'workflow.yaml'), {
      root: project.folder,
      agents: { Echo: { run: true }, Failing: { run: true }, ...options.agents },
      ...options,
    }),
    drive(project, id),
  ]);
  const { started: _started, subWorkflows: _subWorkflows, ...result } = simulated;
  expect(comparable(result, simulated.workflow_id)).toEqual(comparable(real, id));
  return { real, simulated: result };
}

const ECHO = '{ module: agents.code, class: Echo }';
const FAILS = '{ module: agents.code, class: Failing }';
const SLEEPS = '{ id: sleeps, module: agents.code, class: Sleeper }';

describe('a simulated run comes to what a real one comes to', () => {
  test('with expressions, conditions and edges', async () => {
    const { real } = await both(`
inputs: { env: { type: string, default: dev }, n: { type: integer, default: 2 } }
phases:
  - name: a
    agents:
      - { id: one, module: agents.code, class: Echo, with: { n: "\${{ inputs.n + 1 }}" } }
      - { id: two, module: agents.code, class: Echo, with: { before: "\${{ phases.a.outputs.one.input.n }}", free: "$\${{ x }}" } }
      - { id: no, module: agents.code, class: Echo, if: 'inputs.env != "dev"' }
  - { name: fails, agents: [${FAILS}] }
  - { name: after_failure, depends_on: [{ phase: fails, when: failed }], agents: [${ECHO}] }
  - { name: after_success, depends_on: [{ phase: fails, when: success }], agents: [${ECHO}] }
  - { name: anyway, depends_on: [{ phase: fails, when: completed }, { phase: after_success, when: completed }], agents: [${ECHO}] }
  - { name: not_needed, depends_on: [{ phase: a, when: failed }], agents: [${ECHO}] }
  - { name: if_skipped, depends_on: [{ phase: not_needed, when: skipped }], agents: [${ECHO}] }
  - { name: plain, depends_on: [fails], agents: [${ECHO}] }
  - name: wrong
    depends_on: [a]
    agents: [{ module: agents.code, class: Echo, with: { x: "\${{ phases.a.outputs.one.nothing.here }}" } }]
`);
    expect(real.results.map(({ status }) => status)).toEqual([
      'success',
      'failed',
      'success',
      'blocked',
      'success',
      'skipped',
      'success',
      'blocked',
      'failed',
    ]);
  });

  test('with lists, retries and tolerated failures', async () => {
    const list = `for_each: [1, 3], with: { times: "\${{ item }}" }, retry: { max_retries: 1, retry_delay: 1ms }`;
    const { real } = await both(
      `
phases:
  - { name: strict, parallel: true, agents: [{ id: f, module: agents.code, class: Failing, ${list} }] }
  - { name: lenient, agents: [{ id: f, module: agents.code, class: Failing, ${list}, continue_on_error: true }] }
  - { name: tolerated, continue_on_error: true, agents: [${FAILS}, ${ECHO}] }
  - { name: after, depends_on: [lenient, tolerated], agents: [{ id: e, module: agents.code, class: Echo, for_each: [a, ""], if: item != "", with: { all: "\${{ phases.lenient.outputs.f }}" } }] }
  - { name: non_retryable, depends_on: [{ phase: strict, when: completed }], agents: [{ module: agents.code, class: Failing, retry: { max_retries: 3, retry_delay: 1ms, non_retryable: [RangeError] } }] }
  - { name: not_there, depends_on: [{ phase: non_retryable, when: completed }], agents: [{ module: agents.code, class: Nothing }] }
`,
      { agents: { Echo: { run: true }, Failing: { run: true }, Nothing: { run: true } } },
    );
    expect(real.results[0]!.agents[0]!.items!.map(({ attempts, status }) => [attempts, status])).toEqual([
      [2, 'success'],
      [2, 'failed'],
    ]);
  });

  test('with fail_fast and attempts that take too long', async () => {
    const agents = {
      Echo: {},
      Failing: { fails: { type: 'RangeError', message: 'it does not work' } },
      Sleeper: { takes: '1m' },
    };
    const { real } = await both(
      `
phases:
  - { name: a, parallel: true, max_workers: 2, fail_fast: true, agents: [${SLEEPS}, ${FAILS}, { id: late, module: agents.code, class: Echo }] }
  - { name: b, agents: [{ id: sleeps, module: agents.code, class: Sleeper, timeout: 300ms, retry: { max_retries: 1, retry_delay: 1ms } }] }
`,
      { agents },
    );
    expect(real.results.flatMap((phase) => phase.agents.map(({ status }) => status))).toEqual([
      'cancelled',
      'failed',
      'skipped',
      'timed_out',
    ]);
  });

  test('with on_failure, finally, outputs and a timeout of the run', async () => {
    await both(`
phases: [{ name: a, agents: [${FAILS}] }]
on_failure: [{ id: notify, module: agents.code, class: Echo, with: { text: "\${{ run.error.message }}", who: "\${{ run.error.agent }}" } }]
finally: [${FAILS}, { id: cleanup, module: agents.code, class: Echo, with: { status: "\${{ run.status }}" } }]
outputs: { status: "\${{ run.status }}", none: "\${{ phases.a.outputs.failing.x }}" }
`);
    const agents = { Echo: { run: true }, Sleeper: { takes: '1m' } };
    const { real } = await both(
      `timeout: 1s
phases: [{ name: a, agents: [${SLEEPS}, ${ECHO}] }, { name: b, depends_on: [a], agents: [${ECHO}] }]
on_failure: [${ECHO}]
finally: [${ECHO}]
`,
      { agents },
    );
    expect(real.status).toBe('timed_out');
    await both(
      `phases: [{ name: a, agents: [${ECHO}] }]\noutputs: { n: "\${{ 41 + 1 }}", wrong: "\${{ phases.a.outputs.echo.x.y }}" }`,
    );
  });

  test('with sub-workflows', async () => {
    const child = `inputs: { count: { type: integer }, note: { type: string, default: none } }
defaults: { isolation: inline, retry: { max_retries: 0 } }
phases: [{ name: inner, agents: [{ id: echo, module: agents.code, class: Echo, with: { n: "\${{ inputs.count * 2 }}" } }] }]
outputs: { doubled: "\${{ phases.inner.outputs.echo.input.n }}", note: "\${{ inputs.note }}" }`;
    const { real } = await both(
      `
phases:
  - { name: first, agents: [{ id: n, module: agents.code, class: Echo, with: { n: 21, x: x } }] }
  - { name: publish, depends_on: [first], workflow: ./child.yaml, with: { count: "\${{ phases.first.outputs.n.input.n }}" } }
  - { name: wrong, depends_on: [first], workflow: ./child.yaml, with: { count: "\${{ phases.first.outputs.n.input.x }}" } }
  - { name: fails, workflow: ./failing.yaml }
  - { name: slow, workflow: ./slow.yaml }
  - { name: last, depends_on: [publish], agents: [{ id: e, module: agents.code, class: Echo, with: { out: "\${{ phases.publish.outputs.doubled }}" } }] }
`,
      { agents: { Echo: { run: true }, Failing: { run: true }, Sleeper: { takes: '1m' } } },
      {
        'child.yaml': child,
        'failing.yaml': `phases: [{ name: x, agents: [${FAILS}] }]\ndefaults: { isolation: inline, retry: { max_retries: 0 } }`,
        'slow.yaml': `timeout: 500ms\nphases: [{ name: x, agents: [${SLEEPS}] }]\ndefaults: { isolation: inline }`,
      },
    );
    expect(real.results.map(({ status }) => status)).toEqual([
      'success',
      'success',
      'failed',
      'failed',
      'failed',
      'success',
    ]);
  });

  test('with approvals, by people and by their timeout', async () => {
    const ask = (name: string, approval = '', phase = '') =>
      `{ name: ${name}, approval: { prompt: "Go?"${approval} }, agents: [${ECHO}]${phase} }`;
    // The error of a run is that of the phase that failed first: which one that is must not hang on how fast people are here.
    const later = ', depends_on: [{ phase: "no", when: completed }]';
    await both(
      `phases:
  - ${ask('yes')}
  - ${ask('no')}
  - ${ask('late', ', timeout: 500ms', later)}
  - ${ask('fine', ', timeout: 500ms, on_timeout: approve', later)}
  - { name: behind, depends_on: ["no"], agents: [${ECHO}] }`,
      {
        approve: [{ phase: 'yes', after: 2, by: 'ann', comment: 'fine' }],
        reject: [{ phase: 'no', after: 3, by: 'bob' }],
      },
      {},
      async (project, id) => {
        const decide = async (...args: string[]) => {
          for (;;) {
            const { code } = await project.cli(args[0]!, id, ...args.slice(1));
            if (code === 0) return;
          }
        };
        await decide('approve', 'yes', '--by', 'ann', '--comment', 'fine');
        await decide('reject', 'no', '--by', 'bob');
      },
    );
  });

  test('with a cancellation', async () => {
    const { real } = await both(
      `phases:
  - { name: a, parallel: true, agents: [${SLEEPS}, ${ECHO}] }
  - { name: b, depends_on: [a], agents: [${ECHO}] }
  - { name: sub, workflow: ./sub.yaml }
  - { name: pause, agents: [{ module: agents.code, class: Failing, retry: { max_retries: 1, retry_delay: 1m } }] }
finally: [${ECHO}]
outputs: { b: "\${{ phases.b.status }}" }`,
      { agents: { Echo: { run: true }, Failing: { run: true }, Sleeper: { takes: '1m' } }, cancelAfter: 5 },
      { 'sub.yaml': `phases: [{ name: x, agents: [${SLEEPS}] }]\ndefaults: { isolation: inline }` },
      async (project, id) => {
        const isAtWork = async () => {
          const { stdout } = await project.cli('status', id, '--json');
          const { results = [] } = JSON.parse(stdout || '{}') as Partial<RunResult>;
          const isTried = stdout.includes('it does not work');
          return isTried && results[0]?.agents[1]?.status === 'success' && results[2]?.status === 'running';
        };
        while (!(await isAtWork()));
        await project.cli('shutdown', id);
      },
    );
    expect(real.status).toBe('cancelled');
  });
});
