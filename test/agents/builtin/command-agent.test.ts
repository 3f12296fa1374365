import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testContext } from 'orchestrator/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { CommandAgent } from '../../../src/agents/builtin/command-agent.ts';
import type { JsonObject } from '../../../src/definition/json.ts';
import { isThere } from '../../activities/executor/is-there.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'orchestrator-command-')));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

function contextOf(input: JsonObject, config: JsonObject = {}) {
  return testContext({ config, input });
}

const run = (input: JsonObject, config?: JsonObject) => new CommandAgent().run(contextOf(input, config));
const node = (code: string, ...rest: string[]) => [process.execPath, '-e', code, ...rest];
const lines = (file: string) => readFileSync(join(folder, file), 'utf8').trim().split('\n');

describe('what a program is given', () => {
  test('is what stands in `with` beside the settings, as JSON', async () => {
    expect(await run({ argv: ['cat'], roads: ['A1'], when: { hour: 7 } })).toEqual({
      roads: ['A1'],
      when: { hour: 7 },
    });
    expect(await run({ argv: ['cat'] })).toEqual({});
  });

  test.each([
    ['a text, as it is', 'b\na\n', 'b\na'],
    ['anything else, as JSON', [3, { a: null }], [3, { a: null }]],
  ])('is `stdin` where there is one: %s', async (_title, stdin, output) => {
    expect(await run({ argv: ['cat'], stdin })).toEqual(output);
  });

  test('are its arguments, none of which a shell reads', async () => {
    const odd = ['$HOME', '`id`', ';', '*', 'a b', "'", '"', '', '-n'];
    expect(await run({ argv: node('console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd) })).toEqual(odd);
  });

  test('is a shell only where it is asked for', async () => {
    expect(await run({ shell: 'printf "b\\na\\n" | sort', output: 'lines' })).toEqual(['a', 'b']);
  });

  test("are its variables and a few of the worker's, none of its secrets", async () => {
    vi.stubEnv('A_SECRET', 'of the worker');
    vi.stubEnv('TEMPORAL_API_KEY', 'of the worker');
    const env = await run({
      argv: node('console.log(JSON.stringify(process.env))'),
      env: { ROAD: 'A1', N: 4, ON: true },
    });
    expect(env).toMatchObject({ ROAD: 'A1', N: '4', ON: 'true', PATH: process.env['PATH'] });
    expect(JSON.stringify(env)).not.toContain('of the worker');
  });

  test('need not be read by it', async () => {
    expect(await run({ argv: ['true'], stdin: 'x'.repeat(1_000_000) })).toBe('');
  });
});

describe('settings', () => {
  test('come from the config, and those of `with` win; of `env` each variable for itself', async () => {
    const config = { argv: ['sh', '-c', 'echo $A $B $C'], env: { A: 'a', B: 'b' }, output: 'lines' };
    expect(await run({ env: { B: 'x', C: 'c' } }, config)).toEqual(['a x c']);
    expect(await run({ argv: ['echo', 'other'] }, config)).toEqual(['other']);
  });

  test.each([
    [{}, {}, 'with.argv: write either argv or shell'],
    [{ argv: ['true'], shell: 'true' }, {}, 'with.shell: write either argv or shell'],
    [{ argv: 'ls -l' }, {}, 'with.argv: Invalid input: expected tuple, received string'],
    [{ argv: [] }, {}, 'with.argv'],
    [{ argv: [''] }, {}, 'with.argv[0]: the program has no name'],
    [{ argv: ['echo', 'a\0b'] }, {}, 'with.argv[1]: it must not contain a null character'],
    [{ env: { 'A B': '1' } }, { argv: ['true'] }, 'with.env.A B: '],
    [{}, { argv: ['true'], output: 'xml' }, 'config.output: Invalid option: expected one of "auto"'],
    [{ argv: ['true'], ok_codes: [256] }, {}, 'with.ok_codes[0]: '],
    [{ argv: ['true'], stdin: 'a', road: 'A1' }, {}, 'with.road: there is no such setting'],
    [{ argv: ['true'], road: 'A1' }, { stdin: 'a' }, 'with.road: there is no such setting'],
  ])('%j over %j is wrong: %s', async (input, config, message) => {
    await expect(run(input, config)).rejects.toMatchObject({
      name: 'bad-config',
      retryable: false,
      message: expect.stringContaining(message) as unknown,
    });
  });

  test('all faults are told at once', async () => {
    await expect(run({ argv: [1], output: 'xml' })).rejects.toThrow(/with\.argv\[0\]: .*; with\.output: /);
  });

  test('a config is checked before the first attempt, and need not be whole', () => {
    expect(CommandAgent.configSchema.safeParse({ cwd: 'x', shell: null }).success).toBe(true);
    expect(CommandAgent.configSchema.safeParse({ cdw: 'x' }).success).toBe(false);
  });
});

describe('what comes out of it', () => {
  test.each([
    ['auto', '{"a": [1]}\n', { a: [1] }],
    ['auto', 'null', null],
    ['auto', '{"a": ', '{"a": '],
    ['auto', '', ''],
    ['json', ' [1] ', [1]],
    ['text', '[1]\n\n', '[1]\n'],
    ['text', 'ä\r\n', 'ä'],
    ['lines', 'a\n\nb\r\n', ['a', '', 'b']],
    ['lines', '', []],
  ])('as %s: %j', async (output, stdin, expected) => {
    expect(await run({ argv: ['cat'], stdin, output })).toEqual(expected);
  });

  test('must be JSON where that is asked for', async () => {
    await expect(run({ argv: ['echo', 'no'], output: 'json' })).rejects.toMatchObject({ name: 'CommandOutputNotJson' });
  });

  test('is logged and not kept with `none`, however much it is', async () => {
    const context = contextOf({ shell: 'echo hello; printf end', output: 'none', max_bytes: 1 });
    expect(await new CommandAgent().run(context)).toBeNull();
    expect(context.recorded.logs).toEqual([
      { level: 'info', message: 'hello', fields: {} },
      { level: 'info', message: 'end', fields: {} },
    ]);
  });

  test('of stderr is logged', async () => {
    const context = contextOf({ shell: 'echo careful >&2; echo 1' });
    expect(await new CommandAgent().run(context)).toBe(1);
    expect(context.recorded.logs).toEqual([{ level: 'warn', message: 'careful', fields: {} }]);
  });

  test('may have max_bytes and not one more; a program that never stops writing is ended', async () => {
    expect(await run({ argv: ['printf', 'abc'], max_bytes: 3 })).toBe('abc');
    const failure = { name: 'CommandOutputTooLarge', retryable: false };
    await expect(run({ argv: ['printf', 'abcd'], max_bytes: 3 })).rejects.toMatchObject(failure);
    await expect(run({ argv: ['yes'] })).rejects.toMatchObject({
      ...failure,
      message: 'yes wrote more than the 1000000 bytes of max_bytes to stdout',
    });
  });
});

describe('failure', () => {
  test('an exit code other than 0, with the last lines of stderr', async () => {
    await expect(run({ shell: 'for i in $(seq 20); do echo line $i >&2; done; exit 3' })).rejects.toMatchObject({
      name: 'CommandFailed',
      retryable: true,
      message: `the shell command ended with code 3:\n${Array.from({ length: 10 }, (_, index) => `line ${index + 11}`).join('\n')}`,
    });
    await expect(run({ argv: ['false'] })).rejects.toThrow(/^false ended with code 1$/);
  });

  test('long lines are cut, and no more are shown than fit', async () => {
    const code = "for (let i = 0; i < 9; i++) console.error(i + 'x'.repeat(1000)); process.exitCode = 1";
    const message = await run({ argv: node(code) }).then(String, (error: Error) => error.message);
    expect(Buffer.byteLength(message)).toBeLessThan(1700);
    expect(message).toMatch(/code 1:\n6x+… \(cut\)\n7x+… \(cut\)\n8x+… \(cut\)$/);
  });

  test('ok_codes are a success; non_retryable_codes are no use to try again', async () => {
    expect(await run({ shell: 'echo none; exit 1', ok_codes: [0, 1] })).toBe('none');
    const rules = { non_retryable_codes: [2] };
    await expect(run({ shell: 'exit 2', ...rules })).rejects.toMatchObject({ name: 'CommandFailed', retryable: false });
    await expect(run({ shell: 'exit 3', ...rules })).rejects.toMatchObject({ name: 'CommandFailed', retryable: true });
  });

  test('a program that a signal ends', async () => {
    await expect(run({ shell: 'kill -SEGV $$' })).rejects.toThrow('the shell command was ended by SIGSEGV');
  });

  test.each([
    [['no-such-program'], "there is no such program on the worker's PATH"],
    [['./plain.txt'], 'it is not executable'],
    [['true', 'x'.repeat(3_000_000)], 'too long for the system'],
  ])('a program that cannot be started: %#', async (argv, message) => {
    writeFileSync(join(folder, 'plain.txt'), 'text');
    await expect(run({ argv })).rejects.toMatchObject({
      name: 'CommandNotStarted',
      retryable: false,
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('the folder it runs in', () => {
  test('is the one that agents run in, or one inside', async () => {
    mkdirSync(join(folder, 'tools', 'inner'), { recursive: true });
    symlinkSync(join(folder, 'tools'), join(folder, 'link'));
    expect(await run({ argv: ['pwd'] })).toBe(folder);
    expect(await run({ argv: ['pwd'], cwd: 'tools/inner/..' })).toBe(join(folder, 'tools'));
    expect(await run({ argv: ['pwd'], cwd: join(folder, 'tools') })).toBe(join(folder, 'tools'));
    expect(await run({ argv: ['pwd'], cwd: 'link' })).toBe(join(folder, 'tools'));
  });

  test('is never one outside', async () => {
    symlinkSync(tmpdir(), join(folder, 'out'));
    for (const cwd of ['..', '/', 'out', `../${folder.slice(-5)}`, `${folder}-beside`, 'nowhere', 'plain.txt'])
      await expect(run({ argv: ['pwd'], cwd }), cwd).rejects.toMatchObject({ name: 'bad-config', retryable: false });
  });
});

describe('ending', () => {
  /** Notes the process ids of itself, of a child and of a grandchild, and waits. */
  const family = (trap: string) =>
    `${trap} sh -c '${trap} echo $$ >> pids; sh -c "${trap} echo \\$\\$ >> pids; while :; do sleep 0.1; done" & while :; do sleep 0.1; done' & echo $$ >> pids; while :; do sleep 0.1; done`;

  async function started(shell: string) {
    rmSync(join(folder, 'pids'), { force: true });
    const context = contextOf({ shell });
    const ended = new CommandAgent().run(context).then(
      () => 'returned',
      (error: Error) => error.message,
    );
    await expect.poll(() => lines('pids').length, { timeout: 10_000 }).toBe(3);
    const pids = lines('pids').map(Number);
    expect(pids.every(isThere)).toBe(true);
    return { context, ended, pids };
  }

  test('a cancel ends the program with all that it has started', async () => {
    const { context, ended, pids } = await started(family(''));
    const startedAt = performance.now();
    context.abort(new Error('the run was cancelled'));
    expect(await ended).toBe('the run was cancelled');
    expect(pids.filter(isThere)).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(4500);
  });

  test('what does not listen is killed after 5 seconds', async () => {
    const { context, ended, pids } = await started(family('trap "" TERM;'));
    const startedAt = performance.now();
    context.abort();
    expect(await ended).toBe('the run was cancelled');
    expect(pids.filter(isThere)).toEqual([]);
    expect(performance.now() - startedAt).toBeGreaterThan(4900);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  test('a program may use its time to end in order, and is cancelled all the same', async () => {
    const context = contextOf({
      shell: `trap 'echo saved > saved; exit 0' TERM; echo up >&2; while :; do sleep 0.05; done`,
    });
    const ended = new CommandAgent().run(context);
    await expect.poll(() => context.recorded.logs.length, { timeout: 10_000 }).toBe(1);
    context.abort();
    await expect(ended).rejects.toThrow('the run was cancelled');
    expect(lines('saved')).toEqual(['saved']);
  });

  test('an agent that was cancelled before starts nothing', async () => {
    const context = contextOf({ shell: 'echo > never' });
    context.abort();
    await expect(new CommandAgent().run(context)).rejects.toThrow('the run was cancelled');
    expect(() => lines('never')).toThrow('ENOENT');
  });

  test('what a program leaves running is killed with its end, and does not keep the agent waiting', async () => {
    const pid = await run({ shell: 'sleep 60 & echo $!' });
    await expect.poll(() => isThere(Number(pid))).toBe(false);
  });

  test('what has left its group is not waited for', async () => {
    await run({
      shell: `setsid sh -c 'echo $$ > escaped; exec sleep 60' & while ! [ -s escaped ]; do sleep 0.05; done`,
    });
    const pid = Number(lines('escaped')[0]);
    expect(isThere(pid)).toBe(true);
    process.kill(pid);
  });
});
