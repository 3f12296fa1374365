import { describe, expect, test } from 'vitest';
import { newKeyLine, parseKeys } from '../../src/encryption/encryption-key.ts';
import { keyLine } from './keys.ts';

const idsIn = (text: string) => parseKeys(text, 'keys.txt').map(({ id }) => id);

describe('keys', () => {
  test('are read from lines, with comments and empty lines between them, in their order', () => {
    expect(idsIn(`# ours\n${keyLine('new')}\n\n${keyLine('2025.old')}  # until March\r\n`)).toEqual([
      'new',
      '2025.old',
    ]);
  });

  test('stand on one line of a variable, with blanks or commas between them', () => {
    expect(idsIn(`${keyLine('a')},${keyLine('b')} ${keyLine('c')}`)).toEqual(['a', 'b', 'c']);
  });

  test('a new key is a line that can be read, and each is another one', () => {
    const lines = [newKeyLine(), newKeyLine('mine'), newKeyLine('mine2')];
    expect(idsIn(lines.join('\n'))).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\d-[0-9a-f]{4}$/), 'mine', 'mine2']);
    expect(new Set(lines.map((line) => line.split('=')[1])).size).toBe(3);
  });

  test.each([
    ['', /keys.txt holds no key: make one with `orchestrator keys new`/],
    ['# none\n', /holds no key/],
    ['hunter2hunter2', /keys.txt: key 1 is not written as ID=base64/],
    [`${keyLine('a')}\n-b=x`, /keys.txt: key 2 is not written as ID=base64/],
    ['a=hunter2hunter2', /key 1, "a", is not 32 bytes in base64/],
    [keyLine('a').slice(0, -2), /not 32 bytes/],
    [keyLine('a').replace('=AQ', '=A!Q'), /not 32 bytes/],
    [`${keyLine('a')}\n${keyLine('a', 2)}`, /two keys are called "a"/],
  ])('%j is refused, with its place and without a word of a key', (text, message) => {
    expect(() => parseKeys(text, 'keys.txt')).toThrow(message);
    expect(() => parseKeys(text, 'keys.txt')).not.toThrow(/hunter2|AQEB/);
    expect(() => parseKeys(text, 'keys.txt')).toThrow(expect.objectContaining({ name: 'EncryptionError' }));
  });
});
