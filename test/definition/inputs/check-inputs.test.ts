import { describe, expect, test } from 'vitest';
import { checkInputs, type DeclaredInputs } from '../../../src/definition/inputs/check-inputs.ts';
import { placeInputProblems } from '../../../src/definition/inputs/place-input-problems.ts';
import type { JsonObject } from '../../../src/definition/json.ts';
import { cpuTime } from '../../cpu-time.ts';

const declared: DeclaredInputs = {
  env: { type: 'string', enum: ['dev', 'prod'], default: 'dev', description: 'Target' },
  roads: { type: 'array', items: { type: 'string', pattern: '^[A-Z]\\d+$' }, default: [] },
  count: { type: 'integer', minimum: 1, maximum: 10, description: 'How many' },
};

const problems = (given: JsonObject, of = declared) => checkInputs(of, given).problems.map(({ message }) => message);

test('what is not given is the default, and a null is not given', () => {
  expect(checkInputs(declared, { count: 3, env: null })).toEqual({
    inputs: { env: 'dev', roads: [], count: 3 },
    problems: [],
  });
});

describe('each fault names the input and the value', () => {
  test('a missing one', () => {
    expect(checkInputs(declared, {}).problems).toEqual([
      {
        code: 'bad-input',
        input: 'count',
        path: [],
        message: 'input "count" has no value, and no default',
        hint: 'It must be a whole number: How many',
      },
    ]);
  });

  test('one that there is not', () => {
    expect(problems({ count: 1, evn: 'dev' })).toEqual(['there is no input "evn"; did you mean "env"?']);
    expect(problems({ constructor: 1 }, {})).toEqual(['there is no input "constructor"']);
  });

  test.each<[JsonObject, string]>([
    [{ count: '3' }, 'input count must be a whole number, not the text "3"'],
    [{ count: 1.5 }, 'input count must be a whole number, not the number 1.5'],
    [{ count: 0 }, 'input count must be at least 1, not 0'],
    [{ count: 11 }, 'input count must be at most 10, not 11'],
    [{ count: 1, env: 'live' }, 'input env cannot be "live"'],
    [{ count: 1, env: 5 }, 'input env must be text, not the number 5'],
    [{ count: 1, roads: 'A1' }, 'input roads must be a list, not the text "A1"'],
    [{ count: 1, roads: { a: 1 } }, 'input roads must be a list, not a mapping'],
    [{ count: 1, roads: ['A1', 'b', 3] }, 'input roads[1] cannot be "b": it must match ^[A-Z]\\d+$'],
  ])('%j', (given, message) => expect(problems(given)[0]).toBe(message));

  test('a list of lists names the item by its path', () => {
    const of: DeclaredInputs = { grid: { type: 'array', items: { type: 'array', items: { type: 'integer' } } } };
    expect(checkInputs(of, { grid: [[1], [2, 'x']] }).problems).toMatchObject([
      { message: 'input grid[1][1] must be a whole number, not the text "x"', path: [1, 1] },
    ]);
  });

  test('an enum compares lists and mappings by what is in them', () => {
    const of: DeclaredInputs = { box: { type: 'object', enum: [{ a: [1, 2] }] } };
    expect(problems({ box: { a: [1, 2] } }, of)).toEqual([]);
    expect(problems({ box: { a: [1, 2, 3] } }, of)).toHaveLength(1);
    expect(problems({ box: { a: [1, 2], b: 1 } }, of)).toHaveLength(1);
  });
});

test('what is no mapping at all is refused, whoever sent it', () => {
  for (const given of [null, [], 'x'] as unknown as JsonObject[]) {
    expect(problems(given)).toEqual([expect.stringMatching(/^the inputs must be a mapping, not /)]);
  }
});

test('a pattern takes linear time, and depth does not matter', () => {
  const of: DeclaredInputs = { text: { type: 'string', pattern: '^(a+)+$' }, any: { type: 'object' } };
  let any: JsonObject = {};
  for (let depth = 0; depth < 50_000; depth++) any = { any };
  const start = cpuTime();
  expect(problems({ text: 'a'.repeat(50_000) + '!', any }, of)).toHaveLength(1);
  expect(cpuTime() - start).toBeLessThan(2_000);
});

test('a problem stands where the definition declares the input', () => {
  const place = (path: readonly (string | number)[]) => ({ line: path.length, column: 7 });
  const found = checkInputs(declared, { count: 0 }).problems;
  expect(placeInputProblems(found, { file: 'flow.yaml', place })).toEqual([
    {
      code: 'bad-input',
      severity: 'error',
      message: 'input count must be at least 1, not 0',
      file: 'flow.yaml',
      line: 2,
      column: 7,
      path: 'inputs.count',
      hint: null,
    },
  ]);
});
