import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createThreadExecutor } from '../../../src/activities/executor/thread-executor.ts';
import { aCall, aHost, fixtures, hostile } from './a-call.ts';
import { executorSuite } from './executor-suite.ts';

const options = { root: fixtures, env: { ...process.env, SECRET: 'x', TEMPORAL_API_KEY: 'x', GIVEN: 'yes' } };

describe('the thread executor', () => {
  executorSuite(() => createThreadExecutor({ ...options, maxProcesses: 3, loadWithin: 2000 }));
});

test('the stack of an agent in TypeScript leads to its source', async () => {
  const executor = createThreadExecutor(options);
  const ended = executor.execute(aCall('agents.failing', 'FailingAgent'), aHost().host);
  const line = `at FailingAgent.run (${path.join(fixtures, 'agents/failing.ts')}:5:11)`;
  await expect(ended).rejects.toMatchObject({ agentStack: expect.stringContaining(line) as unknown });
  await executor.close();
});

describe('an agent that harms its thread', () => {
  const limits = { heapLimit: 64, memoryLimit: 300, killAfter: 300, wedgedAfter: 4000 };
  const executor = createThreadExecutor({ ...options, ...limits, maxProcesses: 1 });
  afterAll(() => executor.close());

  test.each([
    ['loop', 'AgentUnresponsive', /^the agent's thread has not answered.*endless loop/],
    ['exit', 'AgentExited', /thread with code 3/],
    ['exitZero', 'AgentExited', /thread with code 0/],
    ['abort', 'TypeError', /process\.abort\(\) is not supported in workers/],
    ['changeDirectory', 'TypeError', /process\.chdir\(\) is not supported in workers/],
    ['heap', 'AgentOutOfMemory', /heap reached its limit of 64 MiB/],
    ['buffersSlowly', 'AgentOutOfMemory', /the agent's thread held \d+ MiB of memory, where 300 MiB are the limit/],
    ['floatingRejection', 'AgentUnhandledError', /^A rejection that nothing handled: TypeError: nobody waited$/],
    ['floatingRejectionAsItReturns', 'AgentUnhandledError', /TypeError: nobody waited$/],
    ['throwInTimer', 'AgentUnhandledError', /^An error that nothing caught: RangeError: late$/],
    ['throwInEvent', 'AgentUnhandledError', /RangeError: listening/],
    ['throwUndefinedInTimer', 'AgentUnhandledError', /NonErrorThrown: undefined/],
    ['throwUnheard', 'AgentUnhandledError', /^An error that nothing caught: RangeError: unheard$/],
  ])('%s fails as %s, and the next attempt is well', async (behaviour, type, message) => {
    const ended = executor.execute(hostile(behaviour), aHost().host);
    await expect(ended).rejects.toMatchObject({
      type,
      retryable: true,
      message: expect.stringMatching(message) as unknown,
    });
    expect(await executor.execute(hostile('forge'), aHost().host)).toBe('"true result"');
  });

  test('a checkpoint that was made just before is not lost', async () => {
    const { host, told } = aHost();
    await expect(executor.execute(hostile('checkpointAndExit'), host)).rejects.toMatchObject({ type: 'AgentExited' });
    expect(told.checkpoints).toEqual([1, 2]);
  });

  test.each(['ignoreAbort', 'loopOnAbort'])('%s: it is ended after it was asked to end', async (behaviour) => {
    const { host, abort, logged } = aHost();
    const ended = executor.execute(hostile(behaviour), host);
    await logged();
    abort('enough');
    await expect(ended).rejects.toMatchObject({
      type: 'AgentCancelled',
      message: 'enough; the agent went on for 0.3 s after that, and was killed',
    });
    expect(await executor.execute(hostile('forge'), aHost().host)).toBe('"true result"');
  });
});

describe('a thread that is used again', () => {
  const executor = createThreadExecutor({
    ...options,
    maxProcesses: 1,
    attemptsPerProcess: 4,
    passEnv: ['GIVEN', 'TEMPORAL_API_KEY'],
  });
  afterAll(() => executor.close());
  const run = async (behaviour: string) =>
    JSON.parse(await executor.execute(hostile(behaviour), aHost().host)) as unknown;
  const look = async () => (await run('look')) as Look;

  interface Look {
    readonly thread: number;
    readonly pid: number;
    readonly environment: Readonly<Record<string, string>>;
    readonly left: string | null;
    readonly fetch: string;
    readonly given: readonly string[];
  }

  test('is the same one after an attempt that went well, and after one that threw', async () => {
    const { thread, pid } = await look();
    expect(pid).toBe(process.pid);
    await expect(run('noSuchBehaviour')).rejects.toMatchObject({ type: 'TypeError' });
    expect((await look()).thread).toBe(thread);
  });

  test('is the same one after an attempt that has used fetch, timers and stdout', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const other = createThreadExecutor({ ...options, maxProcesses: 1 });
    const threadOf = async () => (JSON.parse(await other.execute(hostile('look'), aHost().host)) as Look).thread;
    const before = await threadOf();
    await other.execute(hostile('fetch', { url: `http://127.0.0.1:${port}` }), aHost().host);
    expect(await threadOf()).toBe(before);
    await other.close();
    server.close();
  });

  test('is another one after as many attempts as it may have', async () => {
    const threads = [];
    for (let attempt = 0; attempt < 6; attempt++) threads.push((await look()).thread);
    expect(new Set(threads).size).toBeGreaterThan(1);
    expect(new Set(threads).size).toBeLessThan(6);
  });

  test('sees of the environment what it may, and not the port that it talks over', async () => {
    const { environment, given } = await look();
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(['PATH', 'GIVEN']));
    expect(environment).not.toHaveProperty('SECRET');
    expect(environment).not.toHaveProperty('TEMPORAL_API_KEY');
    expect(given).toEqual([]);
  });

  test.each(['changeEnvironment', 'takeHandlers'])('%s: it is put back, for the next', async (behaviour) => {
    const before = await look();
    await run(behaviour);
    expect((await look()).environment).toEqual(before.environment);
    expect(process.env['LEFT']).toBeUndefined();
    await expect(run('throwInTimer')).rejects.toMatchObject({ type: 'AgentUnhandledError' });
  });

  test.each(['leaveTimer', 'leaveServer', 'changePrototype', 'changeStringify', 'changeFetch', 'keepMemory'])(
    '%s: the next attempt has a new one',
    async (behaviour) => {
      const { thread } = await look();
      await run(behaviour);
      const next = await look();
      expect(next.thread).not.toBe(thread);
      expect(next.left).toBeNull();
      expect(next.fetch).not.toContain('mocked');
    },
  );

  test('ends when the executor is closed, busy or not', async () => {
    const brief = createThreadExecutor(options);
    const ended = brief.execute(hostile('loop'), aHost().host);
    setTimeout(() => void brief.close(), 500);
    await expect(ended).rejects.toMatchObject({ type: 'AgentCancelled' });
    await expect(brief.execute(hostile('look'), aHost().host)).rejects.toMatchObject({ type: 'AgentCancelled' });
  });
});

describe('what an agent in a thread writes', () => {
  const executor = createThreadExecutor({ ...options, maxProcesses: 1 });
  afterAll(() => executor.close());

  test('belongs to its attempt, to the last byte, told apart by stream', async () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      const { host, told } = aHost();
      await executor.execute(hostile('talk'), host);
      expect(told.log).toHaveLength(3);
      expect(told.log).toEqual(
        expect.arrayContaining([
          { level: 'info', message: String.raw`to stdout \x1b[31mred`, stream: 'stdout' },
          { level: 'warn', message: 'to stderr', stream: 'stderr' },
        ]),
      );
    }
  });

  test.each(['flood', 'logFlood', 'longLine'])('%s: is cut off, and says so once', async (behaviour) => {
    const { host, told, messages } = aHost();
    expect(await executor.execute(hostile(behaviour), host)).toBe('"said"');
    expect(told.log.length).toBeLessThanOrEqual(100_001);
    expect(messages().filter((message) => message.startsWith('log truncated'))).toHaveLength(1);
    expect(Math.max(...messages().map((message) => Buffer.byteLength(message)))).toBeLessThanOrEqual(8192);
  });
});
