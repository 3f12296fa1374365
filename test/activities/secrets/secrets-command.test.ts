import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { createSecretsCommand } from '../../../src/activities/secrets/secrets-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'secrets command-'));
const asked = path.join(folder, 'asked');
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(asked, ''));

/** A program that notes its arguments. Its path has a blank in it. */
function program(script: string): string {
  const file = path.join(folder, 'program');
  writeFileSync(file, `#!/bin/sh\nprintf '%s|' "$@" >> '${asked}'\n${script}\n`);
  chmodSync(file, 0o700);
  return `'${file}'`;
}

const env = { PATH: process.env['PATH'], VAULT: 'north' };

test('is started with its arguments and the name, without a shell, in the environment of the worker', async () => {
  const command = program('echo "$VAULT value"; echo; echo "a line on stderr" >&2');
  const ask = createSecretsCommand(`${command} get "a b" $HOME ; -f=x`, env);
  expect(await ask('TOKEN')).toMatchObject({ value: 'north value\n' });
  expect(readFileSync(asked, 'utf8')).toBe('get|a b|$HOME|;|-f=x|TOKEN|');
});

test('is asked once for a name, until its answer is too old', async () => {
  const ask = createSecretsCommand(program('echo value'), env, { keepFor: 200 });
  await Promise.all([ask('A'), ask('A'), ask('B')]);
  await ask('A');
  expect(readFileSync(asked, 'utf8').split('|').filter(Boolean).toSorted()).toEqual(['A', 'B']);
  await new Promise((resolve) => setTimeout(resolve, 250));
  await ask('A');
  expect(readFileSync(asked, 'utf8').split('|').filter(Boolean)).toHaveLength(3);
});

test('that ends with another code than 0 does not have it, and is asked again', async () => {
  const ask = createSecretsCommand(program('echo hunter2 >&2; exit 44'), env);
  expect(await ask('A')).toEqual({
    where: expect.stringMatching(/program says \(it ended with code 44\)$/) as unknown,
  });
  await ask('A');
  expect(readFileSync(asked, 'utf8')).toBe('A|A|');
});

test.each([
  ['sleep 20', 'did not answer in 0.3 s'],
  ['kill -TERM $$', 'was ended by SIGTERM'],
  ['yes hunter2', 'answered with more than 1048576 bytes'],
])('%s is an error that says so, and tells nothing that it said', async (script, message) => {
  const ask = createSecretsCommand(program(script), env, { timeout: 300 });
  const failure: unknown = await ask('A').catch((error: unknown) => error);
  expect(String(failure)).toMatch(message);
  expect(String(failure)).not.toContain('hunter2');
});

test('a program that is not there is an error, and an empty command too', async () => {
  await expect(createSecretsCommand('/no/such/program', env)('A')).rejects.toThrow(/could not be started \(ENOENT\)/);
  expect(() => createSecretsCommand('  ', env)).toThrow(/the secrets command is empty/);
});
