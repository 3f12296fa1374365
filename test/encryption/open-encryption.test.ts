import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openEncryption } from '../../src/encryption/open-encryption.ts';
import { keyLine } from './keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const ids = (wishes: Parameters<typeof openEncryption>[0]) => openEncryption(wishes).keys.map(({ id }) => id);

test('keys are in the file that was named, else in the variable; there may be none', () => {
  const encryptionKeys = write('keys', keyLine('of-file'));
  expect(ids({ encryptionKeys, keysVariable: keyLine('of-variable') })).toEqual(['of-file']);
  expect(ids({ keysVariable: keyLine('of-variable') })).toEqual(['of-variable']);
  expect(ids({})).toEqual([]);
});

test('with keys, plain payloads are refused unless they are allowed; without, nothing is refused', () => {
  expect(openEncryption({ keysVariable: keyLine('a') }).allowPlain).toBe(false);
  expect(openEncryption({ keysVariable: keyLine('a'), allowPlainPayloads: true }).allowPlain).toBe(true);
  expect(openEncryption({}).allowPlain).toBe(true);
});

test.each([0o640, 0o604, 0o620])('a file of mode %o is refused', (mode) => {
  const encryptionKeys = write(`mode-${mode}`, keyLine('a'), mode);
  expect(() => openEncryption({ encryptionKeys })).toThrow(/may be used by others .*run `chmod 600 mode-\d+`/);
});

test('a file that is not there is named', () => {
  expect(() => openEncryption({ encryptionKeys: join(folder, 'none') })).toThrow(/none cannot be read \(ENOENT\)/);
});
