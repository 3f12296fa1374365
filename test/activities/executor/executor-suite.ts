import { afterAll, describe, expect, test } from 'vitest';
import type { AgentExecutor } from '../../../src/activities/executor/agent-call.ts';
import type { Json } from '../../../src/definition/json.ts';
import { AgentFailure } from '../../../src/activities/executor/agent-failure.ts';
import { aCall, aHost } from './a-call.ts';

/** What every executor does, whatever it runs agents in. `create` is given the fixtures as its root, and a `loadWithin` of 2 s. */
export function executorSuite(create: () => AgentExecutor): void {
  const executor = create();
  afterAll(() => executor.close());

  const run = async (...call: Parameters<typeof aCall>): Promise<unknown> =>
    JSON.parse(await executor.execute(aCall(...call), aHost().host));
  const failureOf = async (...call: Parameters<typeof aCall>): Promise<AgentFailure> => {
    const failure: unknown = await executor
      .execute(aCall(...call), aHost().host)
      .then(String, (error: unknown) => error);
    expect(failure).toBeInstanceOf(AgentFailure);
    return failure as AgentFailure;
  };

  describe('loading', () => {
    test('an agent in TypeScript runs as it is, with its enum, its imports and its package by name', async () => {
      const output = await run('agents.good', 'GoodAgent', { input: { name: 'Ada' } });
      expect(output).toEqual({ greeting: 'Hello, Ada', tone: 'kind', attempt: 1 });
    });

    test.each([
      ['agents.data_collection.image_refresh_agent', 'ImageRefreshAgent', 'refreshed'],
      ['./agents/data_collection/image-refresh-agent.ts', 'ImageRefreshAgent', 'refreshed'],
      ['agents/plain', 'DefaultAgent', 'default'],
      ['agents.plain', 'default', 'default'],
      ['agents.common', 'CommonAgent', 'common'],
    ])('%s is found, and %s in it', async (module, agent, output) => {
      expect(await run(module, agent)).toBe(output);
    });

    test('a module that is not there is named, with where it was looked for and what may have been meant', async () => {
      const failure = await failureOf('agents.plane', 'EchoAgent');
      expect(failure).toMatchObject({ type: 'agent-not-found', retryable: false });
      expect(failure.message).toContain('agents/plane.{ts,mts,js,mjs,cjs}');
      expect(failure.message).toContain('Did you mean agents.plain?');
    });

    test('a class that is not there is named, with those that are', async () => {
      const failure = await failureOf('agents.plain', 'EchoAgnet');
      expect(failure).toMatchObject({ type: 'agent-not-found', retryable: false });
      expect(failure.message).toContain('EchoAgent');
      expect(failure.message).toContain('Did you mean EchoAgent?');
    });

    test.each([
      ['agents.plain', 'NoAgent', 'not-an-agent'],
      ['agents.plain', 'notAClass', 'not-an-agent'],
      ['agents.plain', '__proto__', 'agent-not-found'],
      ['agents.plain', 'toString', 'agent-not-found'],
      ['agents.loading.thenable', 'HijackAgent', 'not-an-agent'],
      ['agents.loading.throws', 'AnyAgent', 'agent-load-failed'],
      ['agents.loading.lacking', 'AnyAgent', 'agent-load-failed'],
    ])('%s %s is refused as %s', async (module, agent, type) => {
      expect(await failureOf(module, agent)).toMatchObject({ type, retryable: false });
    });

    test('a run that is a field is refused, with what to write', async () => {
      const { type, message } = await failureOf('agents.plain', 'FieldAgent');
      expect(type).toBe('not-an-agent');
      expect(message).toContain('Its run is a field: write it as a method, async run(context) { … }.');
      expect((await failureOf('agents.plain', 'NoAgent')).message).not.toContain('field');
    });

    test('a module whose top level waits for ever is given up, and may be tried again', async () => {
      const failure = await failureOf('agents.loading.hangs', 'AnyAgent');
      expect(failure).toMatchObject({ type: 'agent-load-failed', retryable: true });
    });
  });

  describe('config', () => {
    test('is parsed by the class before the first attempt, and the agent sees what was parsed', async () => {
      const config = { url: 'https://example.org' };
      const parsed = { ...config, pages: 3 };
      expect(await run('agents.configured', 'ConfiguredAgent', { config })).toEqual({ given: parsed, seen: parsed });
    });

    test('that is wrong ends the agent, with each place', async () => {
      const failure = await failureOf('agents.configured', 'ConfiguredAgent', { config: { url: 'x', pages: 'many' } });
      expect(failure).toMatchObject({ type: 'bad-config', retryable: false });
      expect(failure.message).toMatch(/config\.url: .*; config\.pages: /);
    });
  });

  describe('context', () => {
    test('holds the call', async () => {
      const call = { config: { a: 1 }, input: { b: 2 }, attempt: 3, lastCheckpoint: { at: 4 } };
      const item = { item: { road: 'A1' }, itemIndex: 0 };
      const rest = { idempotencyKey: 'run/phase/agent', workflowId: 'a-run', phase: 'a-phase', agent: 'an-agent' };
      expect(await run('agents.plain', 'EchoAgent', call)).toEqual({ ...call, ...rest });
      expect(await run('agents.plain', 'EchoAgent', { ...call, ...item })).toEqual({ ...call, ...rest, ...item });
    });

    test('hands on progress, checkpoints and log lines, and drops bad ones without harm', async () => {
      const { host, told } = aHost();
      expect(await executor.execute(aCall('agents.plain', 'TalkingAgent'), host)).toBe('null');
      expect(told.progress).toEqual([
        [0.25, 'a quarter'],
        [1, String.raw`done\x1b[31m`],
      ]);
      expect(told.checkpoints).toEqual([{ at: 7 }]);
      expect(told.log[0]).toEqual({ level: 'info', message: 'hello', fields: { cameras: 3 } });
      expect(told.log[1]?.fields).toEqual({ dropped: expect.stringContaining('fields.map is a Map') as unknown });
      expect(told.log[2]?.message).toContain('checkpoint.broken is a bigint');
    });

    test('hands on what was measured, counted together, and drops what is no measurement with a warning', async () => {
      const { host, told, messages } = aHost();
      expect(await executor.execute(aCall('agents.plain', 'MeasuringAgent'), host)).toBe('"measured"');
      const sums = told.measurements.filter(({ name }) => name === 'rows').map(({ value }) => value);
      expect(sums.reduce((a, b) => a + b, 0)).toBe(100_001);
      expect(sums.length).toBeLessThan(1000);
      expect(told.measurements.filter(({ name }) => name !== 'rows')).toEqual([
        { kind: 'gauge', name: 'queue', value: 3, labels: { camera: 'north', zone: '7' } },
        { kind: 'histogram', name: 'seconds', value: 0.5, labels: {} },
        { kind: 'histogram', name: 'seconds', value: 0.5, labels: {} },
      ]);
      expect(messages()).toEqual([
        expect.stringMatching(/counter bad name was dropped: its name must be/) as unknown,
        expect.stringMatching(/counter back was dropped: a counter only grows/) as unknown,
        expect.stringMatching(/gauge nan was dropped: its value must be a number/) as unknown,
        expect.stringMatching(/gauge many was dropped: it may have 5 labels/) as unknown,
        expect.stringMatching(/gauge odd was dropped: its label a must be text/) as unknown,
      ]);
    });

    test('agents at work are seen alive', async () => {
      const { host, told } = aHost();
      await executor.execute(aCall('agents.plain', 'SleepingAgent', { input: { for: 2500 } }), host);
      expect(told.alive).toBeGreaterThanOrEqual(2);
    });

    test('attempts at the same time do not mix', async () => {
      const numbers = Array.from({ length: 12 }, (_, number) => number);
      const outputs = await Promise.all(
        numbers.map((number) => run('agents.plain', 'SleepingAgent', { input: { for: 12 - number, number } })),
      );
      expect(outputs.map((output) => (output as { number: number }).number)).toEqual(numbers);
    });
  });

  describe('being asked to end', () => {
    test('aborts the signal of the agent with the same reason', async () => {
      const { host, abort, logged, messages } = aHost();
      const ended = executor.execute(aCall('agents.plain', 'WaitingAgent'), host);
      await logged();
      abort('the run was cancelled by Ada');
      await expect(ended).rejects.toMatchObject({ type: 'AgentCancelled', message: 'the run was cancelled by Ada' });
      expect(messages()).toContain('aborted: the run was cancelled by Ada');
    });

    test('makes the attempt one that was cancelled, even if the agent returns something', async () => {
      const { host, abort, logged } = aHost();
      const ended = executor.execute(aCall('agents.plain', 'WaitingAgent', { input: { returns: true } }), host);
      await logged();
      abort();
      await expect(ended).rejects.toMatchObject({ type: 'AgentCancelled' });
    });

    test('before the start means that the agent is not started', async () => {
      const { host, abort, messages } = aHost();
      abort();
      await expect(executor.execute(aCall('agents.plain', 'WaitingAgent'), host)).rejects.toMatchObject({
        type: 'AgentCancelled',
      });
      expect(messages()).toEqual([]);
    });

    test('is told apart from a worker that is about to', async () => {
      const { host, stop, logged } = aHost();
      const ended = executor.execute(aCall('agents.plain', 'WaitingAgent'), host);
      await logged();
      stop();
      expect(await ended).toBe('"stopping"');
    });
  });

  describe('what an agent returns', () => {
    test.each([
      ['nothing', null],
      ['date', { when: '1970-01-01T00:00:00.000Z', list: [null, 1] }],
      ['toJSON', { shown: true }],
      ['url', 'https://example.org/a'],
    ])('%s becomes JSON', async (value, output) => {
      expect(await run('agents.returning', 'ReturningAgent', { input: { value } })).toEqual(output);
    });

    test('a key named __proto__ stays a key', async () => {
      const call = aCall('agents.returning', 'ReturningAgent', { input: { value: 'proto' } });
      expect(await executor.execute(call, aHost().host)).toBe('{"__proto__":{"a":1}}');
    });

    test.each([
      ['function', 'output.items[1].when is a function'],
      ['symbol', 'output["a b"] is a symbol'],
      ['bigint', 'output[0] is a bigint'],
      ['circle', 'output.items[0].circle is an object that contains itself'],
      ['nan', 'output.mean is NaN'],
      ['infinity', 'output[0] is Infinity'],
      ['map', 'output.byName is a Map'],
      ['set', 'output is a Set'],
      ['regexp', 'output is a RegExp'],
      ['buffer', 'output is binary data'],
      ['typedArray', 'output is binary data'],
      ['promise', 'output.later is a Promise'],
      ['error', 'output.error is an Error'],
      ['invalidDate', 'output is an invalid Date'],
      ['headers', 'output is an iterable'],
      ['generator', 'output is an asynchronous iterable'],
      ['getter', 'output.broken is unreadable (no)'],
      ['throwingToJSON', 'output is unreadable (no)'],
      ['deep', 'levels deep'],
      ['revoked', 'output.proxy is unreadable'],
    ])('%s is refused by its path', async (value, message) => {
      const failure = await failureOf('agents.returning', 'ReturningAgent', { input: { value } });
      expect(failure).toMatchObject({ type: 'bad-result', retryable: false });
      expect(failure.message).toContain(message);
    });

    test.each(['large', 'manySmall', 'wide', 'sparse'])(
      '%s is too large, with the limit and what to do',
      async (value) => {
        const failure = await failureOf('agents.returning', 'ReturningAgent', { input: { value } });
        expect(failure).toMatchObject({ type: 'result-too-large', retryable: false });
        expect(failure.message).toMatch(/1900000 bytes of JSON are the limit.*return where it is/);
      },
    );
  });

  describe('what an agent throws', () => {
    test('its own error keeps its class, its cause and the line in TypeScript, and may be tried again', async () => {
      const failure = await failureOf('agents.failing', 'FailingAgent');
      expect(failure).toMatchObject({ type: 'RateLimited', retryable: true });
      expect(failure.message).toBe('slow down\ncaused by TypeError: 429');
      expect(failure.agentStack).toMatch(/^RateLimited: slow down\n    at FailingAgent\.run \S+:\d+:\d+\)?$/);
    });

    test('an error that says so is not tried again', async () => {
      expect(await failureOf('agents.failing', 'GivingUpAgent')).toMatchObject({ type: 'Error', retryable: false });
    });

    test('an error can say how long to wait until the next attempt, up to an hour', async () => {
      const after = async (ms: Json) =>
        (await failureOf('agents.failing', 'WaitingAgent', { input: { ms } })).retryAfter;
      expect(await after(2_500)).toBe(2_500);
      expect(await after(86_400_000)).toBe(3_600_000);
      for (const nonsense of [0, -1, null, '5s', {}]) expect(await after(nonsense)).toBeUndefined();
    });

    test('its stack ends with its own frames, through whatever it was called by', async () => {
      const { agentStack } = await failureOf('agents.failing', 'NestedAgent');
      const names = agentStack.split('\n').map((line) => /^    at (?:async )?(\S+)/.exec(line)?.[1]);
      expect(names.slice(1)).toEqual(['inner', 'Array.map', 'NestedAgent.run']);
    });

    test('a frame in JavaScript names the file, not what it was imported by', async () => {
      const { agentStack } = await failureOf('agents.throwing', 'ThrowingAgent', { input: { thing: 'circular' } });
      expect(agentStack).toMatch(/\(?\/\S+\/agents\/throwing\.mjs:\d+:\d+\)?/);
      expect(agentStack).not.toMatch(/file:|\?v=/);
    });

    test('its constructor may fail too', async () => {
      expect(await failureOf('agents.failing', 'UnbuildableAgent')).toMatchObject({
        message: 'no camera',
        retryable: true,
      });
    });

    test.each([
      ['string', 'NonErrorThrown', /^plain text$/],
      ['undefined', 'NonErrorThrown', /^undefined$/],
      ['null', 'NonErrorThrown', /^null$/],
      ['number', 'NonErrorThrown', /^7$/],
      ['symbol', 'NonErrorThrown', /^Symbol\(mark\)$/],
      ['plainObject', 'NonErrorThrown', /^\{ code: 7 \}$/],
      ['nullPrototype', 'NonErrorThrown', /code: 7/],
      ['circular', 'Error', /^outer\ncaused by Error: inner$/],
      ['revoked', 'NonErrorThrown', /./],
      ['chain', 'Error', /^cause 9999(\ncaused by Error: cause \d+){5}$/],
      ['getter', 'Error', /^\(no message\)$/],
      ['notText', 'Error', /^\(no message\)/],
      ['huge', 'Error', /^m+… \(cut\)$/],
      ['control', 'Error', /^red \\x1b\[31m alert\\x07$/],
      ['aggregate', 'AggregateError', /^both; one; two$/],
      ['aborted', 'AbortError', /^stopped$/],
      ['async', 'CompleteAsyncError', /^x$/],
      ['recursion', 'RangeError', /call stack/],
    ])('%s is a failure that can be read and sent', async (thing, type, message) => {
      const failure = await failureOf('agents.throwing', 'ThrowingAgent', { input: { thing } });
      expect(failure).toMatchObject({ type, retryable: true });
      expect(failure.message).toMatch(message);
      expect(Buffer.byteLength(failure.message)).toBeLessThanOrEqual(2048);
      expect(Buffer.byteLength(failure.agentStack)).toBeLessThanOrEqual(4096);
    });
  });
}
