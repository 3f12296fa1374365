import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli, RIGHT } from './cli.ts';

describe('wrong use ends with 2, and says how it is used', () => {
  test.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['run', '--nonsense'], "unknown option '--nonsense'"],
    [['run', '--max-retries', 'x'], 'It must be a whole number from 0 to 1000.'],
    [['run', '--retry-delay', 'soon'], 'Write 500ms, 30s, 5m, 1h30m, or a number of seconds.'],
    [['status'], "missing required argument 'RUN'"],
    [['run', '-f', 'w.yaml', '--dev', '--detach'], '--detach leaves the run to a worker elsewhere'],
    [['run', '-f', 'w.yaml', '--phase', 'aa', '--task-queue', 'q'], 'there is no phase "aa"; did you mean "a"?'],
    [['run', '-f', 'nowhere.yaml'], 'error[file-not-found]'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await cli(args, { 'w.yaml': RIGHT });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('--version and --help print and end with 0', async () => {
  expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(await cli(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('orchestrator run --dev') });
  expect(await cli(['run', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--max-workers') });
});

describe('Temporal that cannot be reached', () => {
  test('is said with its address and what to try, with exit code 6', async () => {
    const { code, stdout, stderr } = await cli(
      ['run', '-f', 'w.yaml', '--json'],
      { 'w.yaml': RIGHT },
      { TEMPORAL_ADDRESS: '127.0.0.1:9' },
    );
    expect(code).toBe(6);
    expect(stderr).toContain('Temporal cannot be reached at 127.0.0.1:9');
    expect(stderr).toContain('orchestrator dev');
    expect(JSON.parse(stdout)).toMatchObject({ error: { type: 'ConnectionError' } });
  });

  test('the same where something else listens on the port', async () => {
    const server = createServer((socket) => socket.end('not grpc')).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const { code, stderr } = await cli(['list'], {}, { TEMPORAL_ADDRESS: `127.0.0.1:${port}` });
    expect(code).toBe(6);
    expect(stderr).toContain(`127.0.0.1:${port}`);
  });
});
