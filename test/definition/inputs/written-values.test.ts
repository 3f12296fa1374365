import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DeclaredInputs } from '../../../src/definition/inputs/check-inputs.ts';
import { parseInputArgument } from '../../../src/definition/inputs/parse-input-argument.ts';
import { readInputFile } from '../../../src/definition/inputs/read-input-file.ts';
import { folderWith } from '../folder.ts';

const declared: DeclaredInputs = {
  s: { type: 'string' },
  n: { type: 'integer' },
  x: { type: 'number' },
  b: { type: 'boolean' },
  l: { type: 'array' },
  o: { type: 'object' },
};

describe('--input', () => {
  test.each([
    ['s=prod', 's', 'prod'],
    ['s=5', 's', '5'],
    ['s=a=b: [c', 's', 'a=b: [c'],
    ['s=', 's', ''],
    ['n=3', 'n', 3],
    ['n=three', 'n', 'three'],
    ['x=1.5e3', 'x', 1500],
    ['b=true', 'b', true],
    ['b=yes', 'b', 'yes'],
    ['l=[a, b]', 'l', ['a', 'b']],
    ['l=["a", {"b": 1}]', 'l', ['a', { b: 1 }]],
    ['l=- a\n- b', 'l', ['a', 'b']],
    ['o={a: 1}', 'o', { a: 1 }],
    ['unknown=5', 'unknown', '5'],
    ['constructor=5', 'constructor', '5'],
  ])('%s', (argument, name, value) => expect(parseInputArgument(argument, declared)).toEqual({ name, value }));

  test.each([
    ['prod', '"prod" is not NAME=VALUE'],
    ['=prod', '"=prod" is not NAME=VALUE'],
    ['n=', 'input "n" has no value'],
    ['l=[a, b', 'input "l" cannot be "[a, b": this "[" is not closed'],
    ['l=[*a]', 'input "l" cannot be "[*a]": there is no anchor &a above this alias'],
    ['x=.nan', 'input "x" cannot be ".nan": .nan is not a number that JSON has'],
    [
      'l=a\n---\nb',
      'input "l" cannot be "a\\n---\\nb": the file holds more than one YAML document; only one can be read',
    ],
  ])('%s is refused', (argument, message) =>
    expect(parseInputArgument(argument, declared)).toMatchObject({ problem: { code: 'bad-input', message } }),
  );

  test('a fault comes with an example for its type', () => {
    expect(parseInputArgument('l=[a', declared).problem?.hint).toBe("Write, for example, --input l='[a, b]'");
  });
});

describe('--input-file', () => {
  const read = (text: string, name = 'inputs.yaml') => readInputFile(join(folderWith({ [name]: text }), name));

  test('is YAML or JSON, and data only: nothing in it refers to anything', () => {
    expect(read('s: ${HOME} ${{ 1 }} ${secret:A}\nl: [1, null]')).toEqual({
      values: { s: '${HOME} ${{ 1 }} ${secret:A}', l: [1, null] },
      problems: [],
    });
    expect(read('{"n": 3}', 'inputs.json').values).toEqual({ n: 3 });
    expect(read('# none\n')).toEqual({ values: {}, problems: [] });
  });

  test('that is no mapping, is not there, or is not YAML is a problem with its place', () => {
    expect(read('- a').problems).toMatchObject([
      { code: 'bad-input', message: 'the inputs must be a mapping, not a list' },
    ]);
    expect(read('a: [').problems).toMatchObject([{ code: 'yaml-syntax' }]);
    expect(read('a: 1\na: 2').problems).toMatchObject([{ code: 'duplicate-key', line: 2 }]);
    expect(readInputFile('/nowhere/x.yaml').problems).toMatchObject([{ code: 'file-not-found' }]);
  });
});
