import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { readSecretsFile } from '../../../src/activities/secrets/secrets-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string, mode = 0o600): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

test('lines of NAME=value are secrets, in quotes or not', async () => {
  const file = write('.env', '# for the cameras\nTOKEN=abc=def\nexport KEY="a\\nb#c"\n\nEMPTY=\n');
  expect([...(await readSecretsFile(file))]).toEqual([
    ['TOKEN', 'abc=def'],
    ['KEY', 'a\nb#c'],
    ['EMPTY', ''],
  ]);
});

test.each(['secrets.yaml', 'secrets.yml'])('%s is read as YAML', async (name) => {
  const file = write(name, 'TOKEN: abc\nKEY: |\n  one\n  two\n');
  expect([...(await readSecretsFile(file))]).toEqual([
    ['TOKEN', 'abc'],
    ['KEY', 'one\ntwo\n'],
  ]);
  expect((await readSecretsFile(write(name, ''))).size).toBe(0);
});

test.each([
  ['TOKEN: 0123456', /has a value that is no text, for TOKEN: write it in quotes/],
  ['- TOKEN', /must be a mapping/],
  ['TOKEN: "hunter2hunter2', /is not YAML: see its line 1/],
])('YAML such as %j is refused without a word of what is in it', async (text, message) => {
  const failure = await readSecretsFile(write('wrong.yaml', text)).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'SecretsFileError', message: expect.stringMatching(message) as unknown });
  expect(inspect(failure)).not.toMatch(/0123456|hunter2/);
});

test.each([0o640, 0o604, 0o620, 0o601])('a file of mode %o is refused, with what to do', async (mode) => {
  const file = write('open.env', 'TOKEN=abc', mode);
  await expect(readSecretsFile(file)).rejects.toThrow(
    `the secrets file ${file} may be used by others (mode ${mode.toString(8)}): run \`chmod 600 open.env\``,
  );
});

test('a file that is not there is refused by its name', async () => {
  const file = path.join(folder, 'none.env');
  await expect(readSecretsFile(file)).rejects.toThrow(`the secrets file ${file} cannot be read (ENOENT)`);
});
