import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createProcessExecutor } from '../../../src/activities/executor/process-executor.ts';
import { aCall, aHost, fixtures, hostile } from './a-call.ts';
import { executorSuite } from './executor-suite.ts';
import { isThere } from './is-there.ts';

const options = { root: fixtures, env: { ...process.env, SECRET: 'x', TEMPORAL_API_KEY: 'x', GIVEN: 'yes' } };

describe('the process executor', () => {
  executorSuite(() => createProcessExecutor({ ...options, maxProcesses: 3, loadWithin: 2000 }));
});

test('the stack of an agent in TypeScript leads to its source', async () => {
  const executor = createProcessExecutor(options);
  const ended = executor.execute(aCall('agents.failing', 'FailingAgent'), aHost().host);
  const line = `at FailingAgent.run (${path.join(fixtures, 'agents/failing.ts')}:5:11)`;
  await expect(ended).rejects.toMatchObject({ agentStack: expect.stringContaining(line) as unknown });
  await executor.close();
});

describe('an agent that harms its process', () => {
  const limits = { heapLimit: 64, memoryLimit: 300, killAfter: 300, wedgedAfter: 4000 };
  const executor = createProcessExecutor({ ...options, ...limits, maxProcesses: 1 });
  afterAll(() => executor.close());

  test.each([
    ['loop', 'AgentUnresponsive', /endless loop/],
    ['exit', 'AgentExited', /code 3/],
    ['exitZero', 'AgentExited', /code 0/],
    ['abort', 'AgentCrashed', /SIGABRT.*process\.abort/],
    ['segfault', 'AgentCrashed', /SIGSEGV/],
    ['heap', 'AgentOutOfMemory', /heap reached its limit of 64 MiB/],
    ['buffers', 'AgentOutOfMemory', /where 300 MiB are the limit/],
    ['buffersSlowly', 'AgentOutOfMemory', /where 300 MiB are the limit/],
    ['floatingRejection', 'AgentUnhandledError', /^A rejection that nothing handled: TypeError: nobody waited$/],
    ['floatingRejectionAsItReturns', 'AgentUnhandledError', /TypeError: nobody waited$/],
    ['throwInTimer', 'AgentUnhandledError', /^An error that nothing caught: RangeError: late$/],
    ['throwInEvent', 'AgentUnhandledError', /RangeError: listening/],
    ['throwUndefinedInTimer', 'AgentUnhandledError', /NonErrorThrown: undefined/],
    ['garbage', 'AgentCrashed', /channel/],
    ['closeChannel', 'AgentCrashed', /./],
  ])('%s fails as %s, and the next attempt is well', async (behaviour, type, message) => {
    const ended = executor.execute(hostile(behaviour), aHost().host);
    await expect(ended).rejects.toMatchObject({
      type,
      retryable: true,
      message: expect.stringMatching(message) as unknown,
    });
    expect(await executor.execute(hostile('forge'), aHost().host)).toBe('"true result"');
  });

  test('one that is silent for longer than its host bears with ends then', async () => {
    const ended = executor.execute(hostile('loop'), { ...aHost().host, silence: 1500 });
    await expect(ended).rejects.toMatchObject({ message: expect.stringMatching(/not answered for 2 s/) as unknown });
  });

  test('a checkpoint that was made just before is not lost', async () => {
    const { host, told } = aHost();
    await expect(executor.execute(hostile('checkpointAndExit'), host)).rejects.toMatchObject({ type: 'AgentExited' });
    expect(told.checkpoints).toEqual([1, 2]);
  });

  test.each(['ignoreAbort', 'loopOnAbort'])('%s: it is killed after it was asked to end', async (behaviour) => {
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

describe('a process that is used again', () => {
  const executor = createProcessExecutor({
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
    readonly pid: number;
    readonly directory: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly left: string | null;
    readonly send: string;
    readonly fetch: string;
  }

  test('is the same one after an attempt that went well, and after one that threw', async () => {
    const { pid } = await look();
    await expect(run('noSuchBehaviour')).rejects.toMatchObject({ type: 'TypeError' });
    expect((await look()).pid).toBe(pid);
  });

  test('is the same one after an attempt that has used fetch, timers and stdout', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const fetching = hostile('fetch', { url: `http://127.0.0.1:${port}` });
    const other = createProcessExecutor({ ...options, maxProcesses: 1 });
    const first = await other.execute(fetching, aHost().host);
    expect(await other.execute(fetching, aHost().host)).toBe(first);
    await other.close();
    server.close();
  });

  test('is replaced when it died after its attempt', async () => {
    const pid = await run('dieLater');
    await gone(pid as number);
    expect((await look()).pid).not.toBe(pid);
  });

  test('is replaced when it holds much memory', async () => {
    const pid = await run('keepMemory');
    expect((await look()).pid).not.toBe(pid);
  });

  test('ends after as many attempts as it may have', async () => {
    const pids = [];
    for (let attempt = 0; attempt < 6; attempt++) pids.push((await look()).pid);
    expect(new Set(pids).size).toBeGreaterThan(1);
    expect(new Set(pids).size).toBeLessThan(6);
  });

  test('sees of the environment what it may, in the root', async () => {
    const { environment, directory, send } = await look();
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(['PATH', 'GIVEN']));
    expect(environment).not.toHaveProperty('SECRET');
    expect(environment).not.toHaveProperty('TEMPORAL_API_KEY');
    expect({ directory, send }).toEqual({ directory: fixtures, send: 'undefined' });
  });

  test.each(['changeDirectory', 'changeEnvironment', 'takeHandlers'])(
    '%s: it is put back, for the next',
    async (behaviour) => {
      const before = await look();
      await run(behaviour);
      const { directory, environment } = await look();
      expect({ directory, environment }).toEqual({ directory: before.directory, environment: before.environment });
      await expect(run('throwInTimer')).rejects.toMatchObject({ type: 'AgentUnhandledError' });
    },
  );

  test.each(['leaveTimer', 'leaveServer', 'changePrototype', 'freezePrototype', 'changeStringify', 'changeFetch'])(
    '%s: the next attempt has a new one',
    async (behaviour) => {
      const pid = await run(behaviour);
      const next = await look();
      expect(next.pid).not.toBe(pid);
      expect(next.left).toBeNull();
      expect(next.fetch).not.toContain('mocked');
    },
  );

  test('an error that an earlier attempt left behind is not blamed on the next, and the process ends after it', async () => {
    const left = await run('leaveRejection');
    const { host, messages } = aHost();
    const call = aCall('agents.plain', 'SleepingAgent', { input: { for: 1500 } });
    expect(JSON.parse(await executor.execute(call, host))).toMatchObject({ pid: left });
    expect(messages()).toEqual([expect.stringContaining('ignored: Error: left behind')]);
    expect((await look()).pid).not.toBe(left);
  });

  test('what an agent has started ends with its process', async () => {
    const grandchild = (await run('leaveChild')) as number;
    await look();
    await gone(grandchild);
  });

  test('ends when it was idle for long enough, and when the executor is closed', async () => {
    const brief = createProcessExecutor({ ...options, idleAfter: 50 });
    const { pid } = JSON.parse(await brief.execute(hostile('look'), aHost().host)) as Look;
    await gone(pid);
    const ended = brief.execute(hostile('loop'), aHost().host);
    setTimeout(() => void brief.close(), 500);
    await expect(ended).rejects.toMatchObject({ type: 'AgentCancelled' });
    await expect(brief.execute(hostile('look'), aHost().host)).rejects.toMatchObject({ type: 'AgentCancelled' });
  });

  test('is not used by attempts that know other secrets, and makes room for them', async () => {
    const pidIn = async (realm?: string) => {
      const call = { ...hostile('look'), ...(realm === undefined ? {} : { realm }) };
      const { pid } = JSON.parse(await other.execute(call, aHost().host)) as Look;
      // It is free again a moment after its attempt has ended.
      await new Promise((resolve) => setTimeout(resolve, 300));
      return pid;
    };
    const other = createProcessExecutor({ ...options, maxProcesses: 2 });
    const [plain, one] = [await pidIn(), await pidIn('one')];
    expect(one).not.toBe(plain);
    expect([await pidIn(), await pidIn('one')]).toEqual([plain, one]);
    const two = await pidIn('two');
    expect([plain, one]).not.toContain(two);
    expect(await pidIn('one')).toBe(one);
    await gone(plain);
    await other.close();
  });

  test('no more than may be are there at once, and a cancelled attempt leaves the queue', async () => {
    const sleep = aCall('agents.plain', 'SleepingAgent', { input: { for: 300 } });
    const first = executor.execute(sleep, aHost().host);
    const { host, abort } = aHost();
    const second = executor.execute(sleep, host);
    const third = executor.execute(sleep, aHost().host);
    setTimeout(() => abort(), 50);
    await expect(second).rejects.toMatchObject({ type: 'AgentCancelled' });
    await Promise.all([first, third]);
  });
});

describe('what an agent writes', () => {
  const executor = createProcessExecutor({ ...options, maxProcesses: 1 });
  afterAll(() => executor.close());

  test('is a log line each, told apart by stream, with nothing that a terminal would obey', async () => {
    const { host, told } = aHost();
    await executor.execute(hostile('talk'), host);
    expect(told.log).toEqual(
      expect.arrayContaining([
        { level: 'info', message: String.raw`to stdout \x1b[31mred`, stream: 'stdout' },
        { level: 'warn', message: 'to stderr', stream: 'stderr' },
      ]),
    );
  });

  test('belongs to its attempt, to the last byte', async () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      const { host, messages } = aHost();
      await executor.execute(hostile('talk'), host);
      expect(messages()).toHaveLength(3);
    }
  });

  test('logFlood: is cut off, and says so once', async () => {
    const { host, told } = aHost();
    expect(await executor.execute(hostile('logFlood'), host)).toBe('"said"');
    expect(told.log).toHaveLength(100_001);
    expect(told.log.filter(({ message }) => message.startsWith('log truncated'))).toHaveLength(1);
  });

  test('flood: 100 MB come to the last line, for the log keeps the end of it', async () => {
    let lines = 0;
    const { host } = aHost();
    expect(await executor.execute(hostile('flood'), { ...host, log: () => void (lines += 1) })).toBe('"said"');
    expect(lines).toBe(1_000_000);
  });

  test('progress in a loop costs few messages, and the last one comes', async () => {
    const { host, told } = aHost();
    await executor.execute(hostile('progressFlood'), host);
    expect(told.progress.length).toBeLessThan(100);
    expect(told.progress.at(-1)).toEqual([1, undefined]);
  });

  test('one line without an end is kept up to its limit', async () => {
    const { host, told } = aHost();
    await executor.execute(hostile('longLine'), host);
    const kept = told.log.find(({ message }) => message.startsWith('y'));
    expect(Buffer.byteLength(kept?.message ?? '')).toBeLessThanOrEqual(8192);
  });
});

/** Resolves when no process has this id, or only one that waits to be collected. */
async function gone(pid: number): Promise<void> {
  await expect.poll(() => isThere(pid), { timeout: 15_000, interval: 50 }).toBe(false);
}
