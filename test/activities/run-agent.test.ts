import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { ApplicationFailure } from '@temporalio/activity';
import { Registry } from 'prom-client';
import { afterAll, describe, expect, test } from 'vitest';
import { createOutputCache } from '../../src/activities/cache/output-cache.ts';
import type { AgentCall, AgentExecutor, AgentHost } from '../../src/activities/executor/agent-call.ts';
import { AgentFailure } from '../../src/activities/executor/agent-failure.ts';
import { createInlineExecutor } from '../../src/activities/executor/inline-executor.ts';
import { createProcessExecutor } from '../../src/activities/executor/process-executor.ts';
import { createThreadExecutor } from '../../src/activities/executor/thread-executor.ts';
import { createRunAgent } from '../../src/activities/run-agent.ts';
import { createAgentLogs } from '../../src/logs/agent-logs.ts';
import { openSecretStore } from '../../src/activities/secrets/secret-store.ts';
import { AgentMetrics } from '../../src/serve/agent-metrics.ts';
import type { AgentTask } from '../../src/workflows/agent-task.ts';
import { inActivity } from './an-activity.ts';
import { fixtures } from './executor/a-call.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'run-agent-'));
afterAll(() => rmSync(folder, { recursive: true }));

function aTask(more: Partial<AgentTask> = {}): AgentTask {
  return {
    module: 'agents.leaky',
    phase: 'phase',
    agent: 'agent',
    config: {},
    input: {},
    isolation: 'inline',
    maxAttempts: 1,
    ...more,
  };
}

/** Executes by calling a function, and keeps the calls. */
function executing(execute: (call: AgentCall, host: AgentHost) => string | Promise<string>) {
  const calls: AgentCall[] = [];
  const executor: AgentExecutor = {
    async execute(call, host) {
      calls.push(call);
      return execute(call, host);
    },
    async close() {},
  };
  return { calls, executors: { process: executor, thread: executor, inline: executor } };
}

async function runner(
  executors: Parameters<typeof createRunAgent>[0]['executors'],
  environment: Record<string, string> = {},
  agentMetrics?: AgentMetrics,
) {
  return createRunAgent({
    executors,
    secrets: await openSecretStore({ environment }),
    cache: createOutputCache(path.join(folder, 'cache'), (problem) => expect.unreachable(problem)),
    logs: createAgentLogs({
      folder: path.join(folder, 'logs'),
      addressOf: async (workflowId, runId) => ({ home: { workflowId, runId }, above: [], isOver: false }),
      onProblem: (problem) => expect.unreachable(problem),
    }),
    stopping: new AbortController().signal,
    atWork: new Set(),
    ...(agentMetrics ? { agentMetrics } : {}),
  });
}

describe('an attempt that failed', () => {
  test.each([undefined, 7_000])('is followed by the next one after what its error says: %s', async (retryAfter) => {
    const { executors } = executing(() => {
      throw new AgentFailure('RateLimited', 'slow down', { retryAfter });
    });
    const run = await runner(executors, { TOKEN: 'canary-token' });
    for (const task of [aTask(), aTask({ config: { a: '${secret:TOKEN}' }, secrets: ['TOKEN'] })]) {
      const { failure } = await inActivity(run, task);
      expect(failure).toBeInstanceOf(ApplicationFailure);
      expect((failure as ApplicationFailure).nextRetryDelay ?? undefined).toBe(retryAfter);
    }
  });
});

describe('the idempotency key of an agent', () => {
  test('is the same for all its attempts, and another one for each item and each run', async () => {
    const { calls, executors } = executing(() => '1');
    const run = await runner(executors);
    for (const info of [
      { activityId: 'phase/agent#0', attempt: 1 },
      { activityId: 'phase/agent#0', attempt: 2 },
      { activityId: 'phase/agent#1' },
      { activityId: 'phase/agent#0', runId: 'rerun' },
    ]) {
      await inActivity(run, aTask(), info);
    }
    const [first, second, ...others] = calls.map(({ idempotencyKey }) => idempotencyKey);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });
});

describe('an item', () => {
  test('reaches the agent, null and 0 too, and there is none outside of a for_each', async () => {
    const { calls, executors } = executing(() => '1');
    const run = await runner(executors);
    await inActivity(run, aTask({ item: null, itemIndex: 0 }));
    await inActivity(run, aTask());
    expect(calls[0]).toMatchObject({ item: null, itemIndex: 0 });
    expect(calls[1]).not.toHaveProperty('item');
    expect(calls[1]).not.toHaveProperty('itemIndex');
  });
});

describe('a secret', () => {
  test('reaches the agent alone; where none is named, texts are what they are', async () => {
    const { calls, executors } = executing(() => '1');
    const run = await runner(executors, { TOKEN: 'canary-token' });
    const written = { config: { a: '${secret:TOKEN}', b: '$${x}' }, input: { c: ['Bearer ${secret:TOKEN}'] } };
    await inActivity(run, aTask({ ...written, secrets: ['TOKEN'] }));
    await inActivity(run, aTask(written));
    expect(calls[0]).toMatchObject({
      config: { a: 'canary-token', b: '${x}' },
      input: { c: ['Bearer canary-token'] },
    });
    expect(calls[1]).toMatchObject(written);
    expect(calls[1]).not.toHaveProperty('realm');
  });

  test('keeps its agent apart from agents that know others, or another value of it', async () => {
    const { calls, executors } = executing(() => '1');
    const environment = { A: 'canary-a', B: 'canary-b' };
    const run = await runner(executors, environment);
    for (const secrets of [['A'], ['A', 'B'], ['B', 'A'], []]) await inActivity(run, aTask({ secrets }));
    environment.A = 'canary-c';
    await inActivity(run, aTask({ secrets: ['A'] }));
    const [a, ab, ba, none, changed] = calls.map(({ realm }) => realm);
    expect(ba).toBe(ab);
    expect(new Set([a, ab, none, changed]).size).toBe(4);
    expect(JSON.stringify(calls)).not.toContain('canary');
  });

  test.each([
    ['secret-not-found', ['TOKEN', 'OTHER']],
    ['undeclared-secret', []],
  ])('that cannot be had ends the agent before it starts: %s', async (type, secrets) => {
    const { calls, executors } = executing(() => '1');
    const run = await runner(executors, { TOKEN: 'canary-token' });
    const { failure } = await inActivity(run, aTask({ config: { a: '${secret:TOKEN}' }, secrets }));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type, nonRetryable: true });
    expect(inspect(failure, { depth: 10 })).not.toContain('canary');
    expect(calls).toEqual([]);
  });
});

/** What a secret must not be found as in anything that leaves an attempt; 12 characters, since cut ones must not be either. */
const canary = 'c4n4ry/+"ü\\: k3y';
const traces = /c4n4r|YzRuNHJ|M0bjRyeS|jNG40cnk|4n4ry/;

describe('the secret of an agent that tells it wherever it can', () => {
  const options = { root: fixtures, env: { PATH: process.env['PATH'] } };
  const executors = {
    process: createProcessExecutor(options),
    thread: createThreadExecutor(options),
    inline: createInlineExecutor(options),
  };
  afterAll(() => Promise.all(Object.values(executors).map((executor) => executor.close())));

  const leak = async (isolation: AgentTask['isolation'], ending?: string) => {
    const registry = new Registry();
    const run = await runner(executors, { CANARY: canary }, new AgentMetrics(registry));
    const task = aTask({ isolation, config: { secret: '${secret:CANARY}' }, secrets: ['CANARY'] });
    const ended = await inActivity(
      run,
      { ...task, input: { quiet: isolation === 'inline', ...(ending ? { ending } : {}) } },
      { activityType: 'LeakyAgent' },
    );
    const all = inspect({ ...ended, metrics: await registry.metrics() }, { depth: 20, maxStringLength: Infinity });
    return { ...ended, all };
  };

  test.each(['process', 'thread'] as const)('leaves a %s nowhere, when it succeeds', async (isolation) => {
    const { report, heartbeats, logs, all } = await leak(isolation);
    expect(all).not.toMatch(traces);
    expect(report?.output).toMatchObject({
      had: { length: canary.length },
      forms: { plain: '***', buried: [{ '***': 'Bearer ***' }] },
    });
    expect(heartbeats).toContainEqual(expect.objectContaining({ progress: { fraction: 0.5, text: 'progress ***' } }));
    expect(heartbeats).toContainEqual(
      expect.objectContaining({ checkpoint: { forms: expect.objectContaining({ plain: '***' }) as unknown } }),
    );
    const messages = (logs as [string][]).map(([message]) => message);
    expect(messages).toEqual(expect.arrayContaining(['info ***', 'stderr ***', '***']));
    expect(messages.filter((message) => /^[xy]{8}.*\*\*\*… \(cut\)$/.test(message))).toHaveLength(2);
    expect(all).toContain('orchestrator_agent_leaks{secret="***"} 1');
  });

  test.each(
    (['process', 'thread'] as const).flatMap((isolation) =>
      [
        ['throw', '***'],
        ['throwObject', 'NonErrorThrown'],
        ['throwLong', 'RangeError'],
        ['badResult', 'bad-result'],
        ['throwInTimer', 'AgentUnhandledError'],
        ['exit', 'AgentExited'],
      ].map(([ending, type]) => [isolation, ending!, type!] as const),
    ),
  )('leaves a %s nowhere, when it ends by %s', async (isolation, ending, type) => {
    const { failure, all } = await leak(isolation, ending);
    expect(failure).toMatchObject({ type });
    expect(all).not.toMatch(traces);
    expect(all).toContain('***');
  });

  test('is masked in all that goes through the worker, when it runs inline', async () => {
    const { report, all } = await leak('inline');
    expect(report?.output).toMatchObject({ had: { length: canary.length } });
    expect(all).not.toMatch(traces);
  });
});

test('what agents log is kept without their secrets', async () => {
  const run = await runner(executing((_call, host) => (tellAll(host), '1')).executors, { CANARY: canary });
  const config = { secret: '${secret:CANARY}' };
  await inActivity(run, aTask({ config, secrets: ['CANARY'] }), { runId: 'canary' });
  const kept = path.join(folder, 'logs', 'a-run', 'canary');
  const [file] = readdirSync(kept, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  const text = readFileSync(path.join(kept, file!), 'utf8');
  expect(text).not.toMatch(traces);
  expect(text.match(/said \*\*\*/g)).toHaveLength(4);

  function tellAll(host: AgentHost) {
    host.log({ level: 'info', message: `said ${canary}`, fields: { [canary]: `said ${canary}` } });
    for (const stream of ['stdout', 'stderr'] as const) host.log({ level: 'info', message: `said ${canary}`, stream });
  }
});

describe('an output that may be used again', () => {
  const task = aTask({ cache: { key: 'k', ttl: 60_000 } });

  test('is, with the attempt that found it, and the agent is not run', async () => {
    let runs = 0;
    const { executors } = executing(() => JSON.stringify({ run: ++runs }));
    const run = await runner(executors);
    expect((await inActivity(run, task)).report).toEqual({ output: { run: 1 }, attempts: 1 });
    expect((await inActivity(run, task, { attempt: 2 })).report).toEqual({
      output: { run: 1 },
      attempts: 2,
      cached: true,
    });
    expect(runs).toBe(1);
  });

  test('is not that of another key, agent, phase, class, module or workflow, nor of none', async () => {
    let runs = 0;
    const { executors } = executing(() => String(++runs));
    const run = await runner(executors);
    await inActivity(run, task);
    for (const [other, info] of [
      [{ cache: { key: 'K' } }, {}],
      [{ agent: 'b' }, {}],
      [{ phase: 'b' }, {}],
      [{ module: 'b' }, {}],
      [{}, { activityType: 'B' }],
      [{}, { workflowType: 'b' }],
    ] as const) {
      expect((await inActivity(run, { ...task, ...other }, info)).report).not.toHaveProperty('cached');
    }
    const { cache, ...without } = task;
    expect(cache).toBeDefined();
    expect((await inActivity(run, without)).report).not.toHaveProperty('cached');
  });

  test('is kept with its secrets masked, and a failure is not kept', async () => {
    const { executors } = executing(({ config }) => {
      if (config['fail']) throw new Error('no');
      return JSON.stringify(config);
    });
    const run = await runner(executors, { TOKEN: 'canary-token' });
    const secret = { config: { a: '${secret:TOKEN}' }, secrets: ['TOKEN'], cache: { key: 'secret' } };
    await inActivity(run, aTask(secret));
    expect((await inActivity(run, aTask(secret))).report).toEqual({ output: { a: '***' }, attempts: 1, cached: true });
    const cache = path.join(folder, 'cache');
    const kept = readdirSync(cache).map((name) => readFileSync(path.join(cache, name), 'utf8'));
    expect(kept.join()).not.toContain('canary');

    const failing = { config: { fail: true }, cache: { key: 'failing' } };
    await inActivity(run, aTask(failing));
    expect((await inActivity(run, aTask(failing))).failure).toBeDefined();
  });
});
