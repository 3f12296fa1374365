import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/commands/exit-code.ts';
import { program } from '../../src/commands/program.ts';
import { cli, RIGHT, WRONG } from './cli.ts';

/** Every command that does something, by its words. */
function leaves(command: Command, words: readonly string[] = []): string[] {
  if (command.commands.length === 0) return [words.join(' ')];
  return command.commands.flatMap((each) => leaves(each, [...words, each.name()]));
}

/** What fails, and how: the server's settings cannot be used, `wrong.yaml` is not valid, and `folder` is a folder. */
const FAILURES: Record<string, readonly (readonly [args: string, exitCode: number, type: string])[]> = {
  run: [
    ['-f right.yaml', EXIT.unreachable, 'ConnectionError'],
    ['-f right.yaml --detach', EXIT.unreachable, 'ConnectionError'],
    ['-f wrong.yaml', EXIT.usage, 'problems'],
    ['-f right.yaml --phase nowhere', EXIT.usage, 'UnknownPhaseError'],
    ['-f right.yaml --input n=1', EXIT.usage, 'problems'],
    ['-f right.yaml --dev --detach', EXIT.usage, 'UsageError'],
    ['-f right.yaml --encryption-keys nowhere', EXIT.usage, 'EncryptionError'],
  ],
  dev: [['--encryption-keys nowhere', EXIT.usage, 'EncryptionError']],
  worker: [
    ['--encryption-keys nowhere', EXIT.usage, 'EncryptionError'],
    ['--max-agents none', EXIT.usage, 'UsageError'],
    ['--deployment d', EXIT.usage, 'UsageError'],
  ],
  validate: [
    ['-f wrong.yaml', EXIT.usage, 'problems'],
    ['-f nowhere.yaml', EXIT.usage, 'problems'],
    ['-f folder', EXIT.usage, 'problems'],
  ],
  test: [
    ['', EXIT.usage, 'UsageError'],
    ['nowhere.test.yaml', EXIT.usage, 'files'],
  ],
  plan: [
    ['-f wrong.yaml', EXIT.usage, 'problems'],
    ['--from-run r', EXIT.unreachable, 'ConnectionError'],
  ],
  init: [['folder', EXIT.usage, 'InitError']],
  doctor: [['', EXIT.failed, 'checks']],
  schema: [['-o folder', EXIT.usage, 'UsageError']],
  graph: [
    ['-f wrong.yaml', EXIT.usage, 'problems'],
    ['-f right.yaml -o folder', EXIT.usage, 'UsageError'],
    ['--run r', EXIT.unreachable, 'ConnectionError'],
  ],
  list: [['', EXIT.unreachable, 'ConnectionError']],
  status: [['r', EXIT.unreachable, 'ConnectionError']],
  watch: [['r', EXIT.unreachable, 'ConnectionError']],
  wait: [['r', EXIT.unreachable, 'ConnectionError']],
  logs: [
    ['r', EXIT.unreachable, 'ConnectionError'],
    ['r --follow', EXIT.unreachable, 'ConnectionError'],
  ],
  result: [['r', EXIT.unreachable, 'ConnectionError']],
  approve: [['r a', EXIT.unreachable, 'ConnectionError']],
  reject: [['r a', EXIT.unreachable, 'ConnectionError']],
  pause: [['r', EXIT.unreachable, 'ConnectionError']],
  resume: [['r', EXIT.unreachable, 'ConnectionError']],
  shutdown: [['r', EXIT.unreachable, 'ConnectionError']],
  terminate: [['r', EXIT.unreachable, 'ConnectionError']],
  rerun: [
    ['r', EXIT.unreachable, 'ConnectionError'],
    ['r --latest -f wrong.yaml', EXIT.usage, 'problems'],
    ['r --from a --only b', EXIT.usage, 'UsageError'],
  ],
  report: [['r', EXIT.unreachable, 'ConnectionError']],
  'schedule create': [
    ['s -f right.yaml --every 1h', EXIT.unreachable, 'ConnectionError'],
    ['s -f right.yaml', EXIT.usage, 'ScheduleError'],
    ['s -f wrong.yaml --every 1h', EXIT.usage, 'problems'],
  ],
  'schedule update': [
    ['s -f right.yaml', EXIT.unreachable, 'ConnectionError'],
    ['s -f wrong.yaml', EXIT.usage, 'problems'],
  ],
  'schedule list': [['', EXIT.unreachable, 'ConnectionError']],
  'schedule show': [['s', EXIT.unreachable, 'ConnectionError']],
  'schedule pause': [['s', EXIT.unreachable, 'ConnectionError']],
  'schedule resume': [['s', EXIT.unreachable, 'ConnectionError']],
  'schedule trigger': [['s', EXIT.unreachable, 'ConnectionError']],
  'schedule backfill': [
    ['s --start 2026-01-01 --end 2026-01-02', EXIT.unreachable, 'ConnectionError'],
    ['s --start 2026-01-02 --end 2026-01-01', EXIT.usage, 'ScheduleError'],
  ],
  'schedule delete': [['s', EXIT.unreachable, 'ConnectionError']],
  compat: [['', EXIT.unreachable, 'ConnectionError']],
  'deployment status': [['--deployment d', EXIT.unreachable, 'ConnectionError']],
  'deployment promote': [
    ['--build-id 1', EXIT.unreachable, 'ConnectionError'],
    ['', EXIT.usage, 'UsageError'],
  ],
  'deployment ramp': [
    ['--build-id 1 --percent 10', EXIT.unreachable, 'ConnectionError'],
    ['--build-id 1 --percent 101', EXIT.usage, 'UsageError'],
    ['--percent 10', EXIT.usage, 'UsageError'],
  ],
  'deployment move': [
    ['r', EXIT.unreachable, 'ConnectionError'],
    ['--from 1', EXIT.unreachable, 'ConnectionError'],
    ['', EXIT.usage, 'UsageError'],
    ['r --from 1', EXIT.usage, 'UsageError'],
  ],
  'deployment wait': [
    ['--build-id 1', EXIT.unreachable, 'ConnectionError'],
    ['', EXIT.usage, 'UsageError'],
  ],
  'keys new': [['--id a/b', EXIT.usage, 'EncryptionError']],
  'codec-server': [
    ['', EXIT.usage, 'UsageError'],
    ['--encryption-keys nowhere', EXIT.usage, 'EncryptionError'],
  ],
  'agent run': [
    ['agents.nowhere Agent', EXIT.usage, 'agent-not-found'],
    ['agents.nowhere Agent --config-key a -f wrong.yaml', EXIT.usage, 'problems'],
    ['agents.nowhere Agent --config-key a -f right.yaml', EXIT.usage, 'UsageError'],
  ],
  completion: [['tcsh', EXIT.usage, 'UsageError']],
};

const FILES = { 'right.yaml': RIGHT, 'wrong.yaml': WRONG, 'folder/file': '' };
const NOT_USABLE = { TEMPORAL_PROFILE: 'nowhere' };
const NOBODY_THERE = { TEMPORAL_ADDRESS: '127.0.0.1:9' };

const commands = leaves(program('0.0.0', () => {}));

describe('with --json there is one document on stdout, whatever goes wrong', () => {
  test('of every command', () => expect(Object.keys(FAILURES).toSorted()).toEqual(commands.toSorted()));

  const all = Object.entries(FAILURES).flatMap(([words, failures]) =>
    failures.map((each) => [words, ...each] as const),
  );
  test.concurrent.each(all)('%s %s', async (words, args, exitCode, type) => {
    const line = [...words.split(' '), ...args.split(' ').filter(Boolean), '--json'];
    const isDocument = /^(problems|files|checks)$/.test(type);
    const { code, stdout, stderr } = await cli(line, FILES, isDocument ? NOBODY_THERE : NOT_USABLE);
    const document = JSON.parse(stdout) as object;
    if (isDocument) expect(document).toHaveProperty(type);
    else expect(document).toMatchObject({ error: { type, message: expect.any(String) } });
    expect(code, stderr).toBe(exitCode);
  });
});

test('a document that has begun says at its end what went wrong', async () => {
  const log = '.orchestrator/logs/r/first/phase/agent/1-20260131T060000000Z';
  const line = '{"time":"2026-01-31T06:00:00.000Z","level":"info","stream":"log","text":"about to greet"}\n';
  const files = { [`${log}.jsonl`]: line, [`${log}.tail/folder`]: '' };
  const { code, stdout } = await cli(['logs', 'r', '--json'], files, NOBODY_THERE);
  expect(JSON.parse(stdout)).toEqual({ lines: [], error: { type: 'Error', message: expect.stringMatching('EISDIR') } });
  expect(code).toBe(EXIT.failed);
});

test('a file that is written is named by a document', async () => {
  for (const words of [['schema'], ['graph', '-f', 'right.yaml']]) {
    const { stdout } = await cli([...words, '-o', 'out.json', '--json'], FILES);
    expect(JSON.parse(stdout)).toEqual({ file: 'out.json', bytes: expect.any(Number) });
  }
});
