import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { AgentExecutor } from '../../../src/activities/executor/agent-call.ts';
import { createInlineExecutor } from '../../../src/activities/executor/inline-executor.ts';
import { createProcessExecutor } from '../../../src/activities/executor/process-executor.ts';
import { createThreadExecutor } from '../../../src/activities/executor/thread-executor.ts';
import { isolations } from '../../../src/definition/run-definition.ts';
import type { Json, JsonObject } from '../../../src/definition/json.ts';
import { aCall, aHost } from '../../activities/executor/a-call.ts';
import { isThere } from '../../activities/executor/is-there.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'orchestrator-builtin-')));
// What a user has there changes nothing.
mkdirSync(join(root, 'builtin'));
writeFileSync(join(root, 'builtin', 'wait.mjs'), 'export class WaitAgent { run() { return "not ours"; } }');

const env = { PATH: process.env['PATH'], A_SECRET: 'of the worker' };
const executors: Record<(typeof isolations)[number], AgentExecutor> = {
  process: createProcessExecutor({ root, env }),
  thread: createThreadExecutor({ root, env }),
  inline: createInlineExecutor({ root }),
};
afterAll(async () => {
  await Promise.all(Object.values(executors).map((executor) => executor.close()));
  rmSync(root, { recursive: true });
});

describe.each(isolations)('isolation: %s', (isolation) => {
  const run = async (name: string, input: JsonObject, host = aHost().host): Promise<Json> => {
    const agent = `${name[0]!.toUpperCase()}${name.slice(1)}Agent`;
    return JSON.parse(await executors[isolation].execute(aCall(`builtin.${name}`, agent, { input }), host)) as Json;
  };

  test('a command runs', async () => {
    const { host, told } = aHost();
    expect(await run('command', { argv: ['cat'], road: 'A1' }, host)).toEqual({ road: 'A1' });
    expect(await run('command', { shell: 'echo careful >&2' }, host)).toBe('');
    expect(told.log).toEqual([{ level: 'warn', message: 'careful' }]);
  });

  test('a command sees nothing of the environment that is not for agents', async () => {
    process.env['A_SECRET'] = 'of the worker';
    onTestFinished(() => void delete process.env['A_SECRET']);
    expect(await run('command', { argv: ['env'], output: 'text' })).not.toContain('of the worker');
  });

  test('a request is made, or refused', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    expect(await run('http', { url, allow_private: true })).toMatchObject({ status: 200, body: 'hello' });
    await expect(run('http', { url })).rejects.toMatchObject({ type: 'HttpRefused', retryable: false });
  });

  test('a wait ends, with its progress and its checkpoint; a user’s module of the same name is not run', async () => {
    const { host, told } = aHost();
    expect(await run('wait', { seconds: 0.1 }, host)).toEqual({ until: expect.any(String) as unknown });
    expect(told.progress[0]).toEqual([0, '100ms left']);
    expect(told.checkpoints).toEqual([{ until: expect.any(Number) as unknown }]);
  });

  test('failures keep their types, and say whether to try again', async () => {
    const failures = [
      ['command', { argv: 'ls' }, 'bad-config', false],
      ['command', { argv: ['false'] }, 'CommandFailed', true],
      ['command', { argv: ['no-such-program'] }, 'CommandNotStarted', false],
      ['http', { url: 'http://127.0.0.1:9/', allow_private: true }, 'HttpNotConnected', true],
    ] as const;
    for (const [name, input, type, retryable] of failures)
      await expect(run(name, input), type).rejects.toMatchObject({ type, retryable });
  });

  test('a worker that is killed leaves no command behind, not even a child of one', async () => {
    const pids = join(root, `pids-${isolation}`);
    const shell = `trap "" TERM; echo $$ >> ${pids}; sh -c 'echo $$ >> ${pids}; while :; do sleep 0.1; done' & wait`;
    const worker = spawn(
      process.execPath,
      [join(import.meta.dirname, 'fixtures', 'worker.mjs'), isolation, root, shell],
      {
        stdio: 'inherit',
      },
    );
    onTestFinished(() => void worker.kill('SIGKILL'));
    const started = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []);
    await expect.poll(() => started().length, { timeout: 10_000 }).toBe(2);
    expect(started().every(isThere)).toBe(true);
    worker.kill('SIGKILL');
    await expect.poll(() => started().filter(isThere), { timeout: 15_000, interval: 50 }).toEqual([]);
  });
});
