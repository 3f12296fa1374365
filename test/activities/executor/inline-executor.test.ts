import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createInlineExecutor } from '../../../src/activities/executor/inline-executor.ts';
import type { JsonObject } from '../../../src/definition/json.ts';
import { aCall, aHost, fixtures } from './a-call.ts';
import { executorSuite } from './executor-suite.ts';

describe('the inline executor', () => {
  executorSuite(() => createInlineExecutor({ root: fixtures, loadWithin: 2000 }));

  const talks = (input: JsonObject) => aCall('agents.talkative', 'TalkativeAgent', { input });

  test('what an agent writes is its own log, also among others, and what it writes after its end is nobody’s', async () => {
    const executor = createInlineExecutor({ root: fixtures });
    const names = ['Ada', 'Bob', 'Eve'];
    const hosts = names.map(() => aHost());
    await Promise.all(names.map((name, n) => executor.execute(talks({ name, goesOn: true }), hosts[n]!.host)));
    await delay(50);
    names.forEach((name, n) => {
      const [began, goesOn, ...rest] = hosts[n]!.told.log;
      expect(began).toEqual({ level: 'info', message: `${name} began`, stream: 'stdout' });
      expect(goesOn).toEqual({ level: 'warn', message: `${name} goes on`, stream: 'stderr' });
      expect(rest.map(({ message }) => message)).toEqual([
        `${name} part 1`,
        `${name} part 2`,
        `${name} has no line break`,
      ]);
    });
  });

  test('what an agent writes when it hears that it is to end is its log, too; what the worker writes for it is not', async () => {
    const executor = createInlineExecutor({ root: fixtures });
    const { host, told, abort, logged } = aHost();
    const written: string[] = [];
    const original = host.log.bind(host);
    host.log = (line) => {
      original(line);
      // The worker's own log goes to a stream of this process.
      process.stderr.write('', () => written.push(line.message));
    };
    const ended = executor.execute(talks({ name: 'Ada', waits: true }), host);
    await logged();
    await expect.poll(() => told.log.length).toBe(4);
    abort();
    await expect(ended).rejects.toMatchObject({ type: 'AgentCancelled' });
    expect(told.log.map(({ message }) => message).slice(4)).toEqual(['Ada hears', 'Ada has no line break']);
    await expect.poll(() => written.length).toBe(6);
  });

  test('stops waiting for an agent that does not end', async () => {
    const executor = createInlineExecutor({ root: fixtures, killAfter: 50 });
    const { host, abort, logged } = aHost();
    const ended = executor.execute(aCall('agents.hostile', 'HostileAgent', { input: { do: 'ignoreAbort' } }), host);
    await logged();
    abort();
    await expect(ended).rejects.toMatchObject({
      type: 'AgentCancelled',
      message: expect.stringContaining('unheard') as unknown,
    });
  });
});
