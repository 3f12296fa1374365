import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cli, RIGHT } from './cli.ts';

const WITH_INPUT = `inputs: { n: { type: integer } }\n${RIGHT}`;

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
    [['run', '-f', 'i.yaml', '--input', 'n=three'], 'error[bad-input] input n must be a whole number'],
    [['run', '-f', 'i.yaml', '--input', 'n=1', '--input', 'm=2'], 'there is no input "m"'],
    [['run', '-f', 'i.yaml', '--input', 'n'], 'is not NAME=VALUE'],
    [['run', '-f', 'i.yaml', '--input-file', 'w.yaml'], 'there is no input "phases"'],
    [['run', '-f', 'i.yaml', '--input-file', 'nowhere.yaml'], 'error[file-not-found]'],
    [['run', '-f', 'i.yaml'], 'input "n" has no value, and no default'],
    [
      ['rerun', 'r', '--from', 'a', '--only', 'b'],
      "option '--from <phase>' cannot be used with option '--only <phase>'",
    ],
    [['rerun', 'r', '--latest', '-f', 'nowhere.yaml'], 'error[file-not-found]'],
    [['rerun', 'r', '--dev', '--detach'], '--detach leaves the run to a worker elsewhere'],
    [['approve', 'r'], "missing required argument 'PHASE'"],
    [['list', '--status', 'done'], 'Allowed choices are running, success, failed, cancelled, timed_out'],
    [['list', '--since', 'soon'], 'Write a time such as 2026-01-31T14:00 or a duration such as 2h.'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await cli(args, { 'w.yaml': RIGHT, 'i.yaml': WITH_INPUT });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test.each([
  [['nonsense', '--json'], "unknown command 'nonsense'"],
  [
    ['run', '--json', '--max-retries', 'x'],
    "option '--max-retries <n>' argument 'x' is invalid. It must be a whole number from 0 to 1000.",
  ],
  [['status', '--json'], "missing required argument 'RUN'"],
  [['keys', '--json'], "unknown option '--json'"],
])('with --json wrong use is a document, too: %j', async (args, message) => {
  const { code, stdout } = await cli(args);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({ error: { type: 'UsageError', message } });
});

test('--version and --help print and end with 0', async () => {
  expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(await cli(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('orchestrator run --dev') });
  expect(await cli(['run', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--max-workers') });
});

test.each([
  'approve',
  'reject',
  'pause',
  'resume',
  'terminate',
  'watch',
  'rerun',
  'list',
  'status',
  'wait',
  'result',
  'shutdown',
])('%s --help has an example', async (name) => {
  expect((await cli([name, '--help'])).stdout).toMatch(new RegExp(`\nExample:\n  orchestrator ${name} `));
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
