import { describe, expect, test } from 'vitest';
import { evaluate, evaluateCondition, valuesRead } from '../../../src/definition/expression/evaluate.ts';
import { variables } from './variables.ts';

const inputs = { n: 5, half: 0.5, env: 'dev', roads: ['a', 'b', 'c'], nested: { k: { deep: [1] } }, none: null };

describe('numbers just work', () => {
  test.each([
    ['inputs.n + 1', 6],
    ['1 + inputs.n', 6],
    ['size(inputs.roads) + inputs.n', 8],
    ['inputs.n - size(inputs.roads)', 2],
    ['inputs.n * 2', 10],
    ['inputs.n % 2 == 1', true],
    ['inputs.half % 0.2 < 0.2', true],
    ['inputs.roads[item_index - 1]', 'a'],
    ['inputs.roads[size(inputs.roads) - 1]', 'c'],
    ['1 == 1.0', true],
    ['inputs.n == 5', true],
    ['5.0 == inputs.n', true],
    ['inputs.n != 5', false],
    ['1 + 1.5', 2.5],
    ['5 / 2', 2],
    ['5.0 / 2', 2.5],
    ['inputs.n / 2', 2.5],
    ['int(inputs.n / 2)', 2],
    ['-inputs.n', -5],
    ['-size(inputs.roads)', -3],
    ['2 < inputs.n && inputs.n <= 5.5', true],
    ['inputs.n >= 6', false],
    ['true ? 1 : 2.5', 1],
    ['false ? 1 : 2.5', 2.5],
    ['false ? "x" : null', null],
    ['inputs.n in [1, 5]', true],
    ['1.0 in [1, 2]', true],
    ['2 in [1.5, 2.0]', true],
    ['3 in [1.5, 2.0]', false],
    ['inputs.env.substring(inputs.n - 4)', 'ev'],
    ['inputs.env.substring(0, inputs.n - 3)', 'de'],
    ['"a-b-c".split("-", inputs.n - 3)', ['a', 'b-c']],
    ['"abcabc".indexOf("a", inputs.n - 4)', 3],
    ['"abcabc".lastIndexOf("a", inputs.n - 4)', 0],
    ['string(inputs.n) + "x"', '5x'],
    ['0 * -1.0', 0],
  ])('%s', (expression, value) => expect(evaluate(expression, variables(inputs, 'r'))).toStrictEqual(value));
});

describe('a result is JSON', () => {
  test.each([
    ['[size(inputs.roads), {"a": [1, 2.5]}]', [3, { a: [1, 2.5] }]],
    ['inputs.roads.map(r, size(r))', [1, 1, 1]],
    ['inputs.?missing', null],
    ['inputs.?n', 5],
    ['inputs.?missing.orValue(3) + 1', 4],
    ['inputs.none == null', true],
    ['run.error', null],
    ['[inputs.nested, {}].filter(x, has(x.k))', [{ k: { deep: [1] } }]],
    ['[1, 2].map(x, inputs.?missing.orValue(x))', [1, 2]],
    ['[1, 2].map(x, cel.bind(y, x + 1, y * y))', [4, 9]],
    ['[1, 2].map(x, x > 1 || false, [3].map(y, x + y))', [[5]]],
    ['[1, 2].filter(x, true)', [1, 2]],
    ['[3, 4].exists_one(x, x == 3) && {"a": 1}.all(k, k == "a")', true],
    ['{"k": inputs.nested.k}', { k: { deep: [1] } }],
    ['9007199254740991', 9007199254740991],
  ])('%s', (expression, value) => expect(evaluate(expression, variables(inputs))).toStrictEqual(value));

  test.each([
    ['9007199254740992', 'beyond 2^53'],
    ['[1].map(x, x * 9007199254740992)', 'beyond 2^53'],
    ['inputs.n + 9007199254740993', 'beyond 2^53'],
    ['inputs.n / 0', 'Infinity, which JSON does not have'],
    ['type(1)', 'neither text, number'],
    ['timestamp("2026-01-01T00:00:00Z")', 'timestamps and durations are not part of expressions'],
    ['duration("1h")', 'timestamps and durations are not part of expressions'],
    ['inputs.env.getHours("Europe/Berlin")', 'timestamps and durations are not part of expressions'],
    ['now()', 'there is no now()'],
    ['b"abc"', 'bytes are not part of expressions'],
    ['bytes("abc")', 'bytes are not part of expressions'],
    ['1u', 'unsigned integers are not part of expressions'],
  ])('%s is refused: %s', (expression, message) =>
    expect(() => evaluate(expression, variables(inputs))).toThrow(message),
  );

  test('keys that JavaScript gives a meaning are keys like any other', () => {
    const odd: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "toString": 2}');
    const given = variables({ odd: odd as { [key: string]: number } });
    expect(JSON.stringify(evaluate('inputs.odd', given))).toBe('{"__proto__":{"polluted":1},"toString":2}');
    expect(evaluate('has(inputs.odd.valueOf)', given)).toBe(false);
    expect(evaluate('inputs.odd.toString', given)).toBe(2);
  });
});

describe('phases', () => {
  test('are read in both notations', () => {
    expect(evaluate('phases.analytics.outputs.count + 1', variables())).toBe(8);
    expect(evaluate('phases["data-collection"].status == "skipped"', variables())).toBe(true);
    expect(evaluate('phases.analytics.outputs["my-agent"].a[1]', variables())).toBe(2);
  });

  test('are asked for only when the expression names them', () => {
    const asked: string[] = [];
    const spied = { ...variables(), phase: (name: string) => void asked.push(name) };
    evaluate('has(phases.b) || has(phases["c-d"]) || [1].exists(x, has(phases.e)) || "phases.f" == "x"', spied);
    expect(asked).toEqual(['b', 'c-d', 'e']);
  });

  test.each([
    ['phases[item].status', 'must be written out'],
    ['size(phases)', '"phases" needs the name of a phase'],
    ['phases.nowhere.status', 'there is no phase nowhere in this run'],
    ['phases.analytics.outputs.missing', 'there is no missing in phases.analytics.outputs'],
    ['secret.TOKEN', 'cannot read a secret'],
    ['[1].map(x, secrets["TOKEN"])', 'cannot read a secret'],
  ])('%s is refused: %s', (expression, message) =>
    expect(() => evaluate(expression, variables({}, 'a'))).toThrow(message),
  );
});

test('an error quotes the expression, and knows where in it', () => {
  const failing = (): unknown => evaluate('inputs.n > 1 && inputs.zz.k == 1', variables(inputs));
  expect(failing).toThrow('there is no zz in inputs, in the expression: inputs.n > 1 && inputs.zz.k == 1');
  expect(failing).toThrow(
    expect.objectContaining({ name: 'ExpressionError', offset: 23, expression: 'inputs.n > 1 && inputs.zz.k == 1' }),
  );
});

test('item is there only in a for_each, where it may be null', () => {
  expect(evaluate('item == null', variables({}, null))).toBe(true);
  expect(() => evaluate('item', variables())).toThrow('"item" is there only in a for_each');
});

test('one compiled expression gives each run what belongs to it', () => {
  const values = [1, 2, 3].map((n) => evaluate('inputs.list.map(x, x * inputs.n)', variables({ n, list: [1, 2] })));
  expect(values).toEqual([
    [1, 2],
    [2, 4],
    [3, 6],
  ]);
});

describe('a condition', () => {
  test('is bare CEL or one whole ${{ }}', () => {
    expect(evaluateCondition('inputs.n > 1', variables(inputs))).toBe(true);
    expect(evaluateCondition(' ${{ inputs.n > 5 }} ', variables(inputs))).toBe(false);
  });

  test('must be true or false', () => {
    expect(() => evaluateCondition('inputs.roads', variables(inputs))).toThrow(
      'a condition must be true or false, not ["a","b","c"]',
    );
    expect(() => evaluateCondition('${{ true }} ${{ true }}', variables(inputs))).toThrow('is not expected here');
  });
});

describe('what an expression read is said in words', () => {
  test.each([
    [
      'phases.analytics.outputs.alerts == [] || inputs.env == "dev"',
      'phases.analytics.outputs.alerts is [], inputs.env is "dev"',
    ],
    ['inputs.n > 1 && inputs.n < 9', 'inputs.n is 5'],
    ['${{ inputs.n > 9 }}', 'inputs.n is 5'],
    ['has(phases.nowhere.outputs.x)', 'phases.nowhere.outputs.x is not there'],
    ['phases["data-collection"].status == "x"', 'phases["data-collection"].status is "skipped"'],
    ['inputs.roads[0] == item', 'inputs.roads[0] is "a", item is "r"'],
    ['inputs.roads.exists(r, r == item)', 'inputs.roads is ["a","b","c"], item is "r"'],
    ['inputs.roads[item_index] == "b"', 'inputs.roads is ["a","b","c"], item_index is 1'],
    ['1 == 1', ''],
  ])('%s', (expression, words) => expect(valuesRead(expression, variables(inputs, 'r'))).toBe(words));

  test('each cut to 60 characters', () => {
    const words = valuesRead('inputs.long == ""', variables({ long: 'x'.repeat(100) }));
    expect(words).toBe(`inputs.long is "${'x'.repeat(58)}…`);
  });
});
