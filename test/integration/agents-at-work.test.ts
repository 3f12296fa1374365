import getPort from 'get-port';
import { expect, test } from 'vitest';
import { ATTEMPT_TIMED_OUT } from '../../src/workflows/phase-state.ts';
import type { AgentResult } from '../../src/workflows/run-result.ts';
import { newProject } from './project.ts';

const AGENTS = `
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

export class Keyed {
  async run({ idempotencyKey, attempt, item, itemIndex }) {
    appendFileSync('keys.txt', [itemIndex, attempt, idempotencyKey].join(' ') + '\\n');
    if (attempt < 2) throw new Error('again');
    return { item, itemIndex, idempotencyKey };
  }
}

export class Looking {
  async run() {
    return { isMainThread, pid: process.pid };
  }
}

export class Looping {
  run() {
    for (;;);
  }
}

export class Exiting {
  run() {
    process.exit(3);
  }
}

export class Counting {
  async run({ input, metrics }) {
    for (let row = 0; row < input.rows; row++) metrics.counter('rows', 1, { table: 'cameras' });
    metrics.gauge('queue', 7);
    metrics.histogram('seconds', 0.2);
    return 'counted';
  }
}

let runs = 0;
export class Cached {
  async run({ input }) {
    appendFileSync('notes.txt', 'ran ' + JSON.stringify(input) + '\\n');
    return { input, run: ++runs };
  }
}
`;

const outputOf = (agent: AgentResult | undefined) => agent?.output;

test('the items of a for_each know what they are for, and have keys that last for all their attempts', async () => {
  const project = await newProject({
    'agents/all.mjs': AGENTS,
    'workflow.yaml': `
defaults: { isolation: inline, retry: { max_retries: 1, retry_delay: 1ms } }
phases:
  - name: a
    agents: [{ module: agents.all, class: Keyed, for_each: [{ road: A1 }, null] }]
`,
  });
  await project.worker();
  const { result } = await project.run();
  const keys = result.results[0]?.agents[0]?.items?.map(({ output }) => output as Record<string, unknown>);
  expect(keys).toEqual([
    { item: { road: 'A1' }, itemIndex: 0, idempotencyKey: expect.stringContaining('#0') as unknown },
    { item: null, itemIndex: 1, idempotencyKey: expect.stringContaining('#1') as unknown },
  ]);
  const again = await project.run();
  const laterKeys = again.result.results[0]?.agents[0]?.items?.map(({ output }) => output as Record<string, unknown>);
  const all = [...keys!, ...laterKeys!].map(({ idempotencyKey }) => idempotencyKey);
  expect(new Set(all).size).toBe(4);
});

test('an agent in a thread runs in the worker, and ends there alone, whatever it does', async () => {
  const project = await newProject({
    'agents/all.mjs': AGENTS,
    'workflow.yaml': `
defaults: { isolation: thread, retry: { max_retries: 0 } }
phases:
  - name: a
    parallel: true
    agents:
      - { module: agents.all, class: Looking }
      - { module: agents.all, class: Exiting }
      - { module: agents.all, class: Looping, timeout: 2s }
  - name: b
    depends_on: [{ phase: a, when: completed }]
    agents: [{ module: agents.all, class: Looking }]
`,
  });
  const worker = await project.worker();
  const { result } = await project.run();
  const [first, second] = result.results;
  expect(outputOf(first?.agents[0])).toEqual({ isMainThread: false, pid: worker.child.pid });
  expect(first?.agents[1]).toMatchObject({ status: 'failed', error: { type: 'AgentExited' } });
  // By its own timeout, which is no longer than the time in which a worker's sign of life is due.
  expect(first?.agents[2]).toMatchObject({ status: 'timed_out', attempts: 1, error: ATTEMPT_TIMED_OUT });
  expect(outputOf(second?.agents[0])).toEqual({ isMainThread: false, pid: worker.child.pid });
});

test('what an agent in the worker’s own process prints is in its log, and not in the document of `run --dev --json`', async () => {
  const project = await newProject({
    'agents/all.mjs': `export class Prints {
  async run({ input }) {
    console.log('printed', input.n);
    await new Promise((resolve) => setTimeout(resolve, 10));
    console.error('later', input.n);
  }
}`,
    'workflow.yaml': `
defaults: { isolation: inline }
phases:
  - name: a
    parallel: true
    agents:
      - { id: p1, module: agents.all, class: Prints, with: { n: 1 } }
      - { id: p2, module: agents.all, class: Prints, with: { n: 2 } }
`,
  });
  const { result } = await project.run('--dev');
  expect(result.status).toBe('success');
  for (const n of [1, 2]) {
    const { stdout } = await project.cli('logs', result.workflow_id, '--agent', `p${n}`, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      lines: [
        { stream: 'stdout', text: `printed ${n}` },
        { stream: 'stderr', text: `later ${n}` },
        { stream: 'end', status: 'success' },
      ],
    });
  }
});

test('what agents measure is served with the worker’s metrics', async () => {
  const project = await newProject({
    'agents/all.mjs': AGENTS,
    'workflow.yaml': `
phases: [{ name: a, agents: [{ module: agents.all, class: Counting, with: { rows: 1000 } }] }]
`,
  });
  const port = await getPort({ host: '127.0.0.1' });
  await project.worker('--metrics-port', String(port));
  for (let run = 0; run < 2; run++) await project.run();
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(text).toContain('orchestrator_agent_rows{table="cameras"} 2000\n');
  expect(text).toContain('orchestrator_agent_queue 7\n');
  expect(text).toContain('orchestrator_agent_seconds_count 2\n');
  expect(text).toContain('orchestrator_attempts_total{');
});

test('an agent with the same cache key is run once, until its output is too old', async () => {
  const project = await newProject({
    'agents/all.mjs': AGENTS,
    'workflow.yaml': `
inputs: { roads: { type: array, default: [A1, A2] } }
phases:
  - name: a
    agents:
      - id: one
        module: agents.all
        class: Cached
        for_each: "\${{ inputs.roads }}"
        with: { road: "\${{ item }}" }
        cache: { key: "\${{ item }}", ttl: 1h }
      - { id: two, module: agents.all, class: Cached, cache: { key: fixed, ttl: 1ms } }
`,
  });
  await project.worker();
  const first = await project.run();
  const second = await project.run();
  const items = (result: typeof first.result) => result.results[0]?.agents[0]?.items;
  expect(items(second.result)?.map(({ output }) => output)).toEqual(items(first.result)?.map(({ output }) => output));
  expect(items(first.result)?.map(({ cached }) => cached ?? false)).toEqual([false, false]);
  expect(items(second.result)?.map(({ cached }) => cached ?? false)).toEqual([true, true]);
  expect((await project.notes()).toSorted()).toEqual(
    ['ran {"road":"A1"}', 'ran {"road":"A2"}', 'ran {}', 'ran {}'].toSorted(),
  );
});
