import { expect, test } from 'vitest';
import { evaluate } from '../../../src/definition/expression/evaluate.ts';
import { variables } from './variables.ts';
import { cpuTime } from '../../cpu-time.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const inputs = {
  few: numbers(200),
  many: numbers(20_000),
  most: numbers(300_000),
  letters: 'a'.repeat(60),
  long: 'a'.repeat(100_000),
  longer: 'a'.repeat(900_000),
  pattern: '(?=a)',
  repeated: 'a{1000}'.repeat(140),
  records: numbers(100_000).map((n) => ({ n })),
  deep: numbers(5_000).reduce<unknown>((inside) => [inside], 1) as number[],
};

test.each([
  ['too long a text', '1'.padEnd(4_097), 'the expression has 4097 characters; at most 4096 are read'],
  ['nested parentheses', `${'('.repeat(2_000)}1${')'.repeat(2_000)}`, 'levels deep'],
  ['nested lists', '['.repeat(2_000), 'levels deep'],
  ['a row of signs', `${'!'.repeat(1_900)}true`, 'levels deep'],
  ['a row of signs', `${'-'.repeat(4_000)}1`, 'more than 2000 parts'],
  ['a long sum', `1${'+1'.repeat(900)}`, 'levels deep'],
  ['a long path', `inputs${'.a'.repeat(1_900)}`, 'levels deep'],
  [
    'macros three deep',
    'inputs.few.map(a, inputs.few.map(b, inputs.few.map(c, a + b + c)))',
    'macros are nested more than 2 deep',
  ],
  [
    'macros in a bound value',
    'inputs.few.map(a, cel.bind(x, inputs.few.map(b, inputs.few.map(c, 1)), x))',
    'more than 2 deep',
  ],
  ['two macros', 'inputs.many.map(a, inputs.many.exists(b, a == b))', 'it takes too long'],
  ['an error that || drops', 'inputs.many.exists(a, inputs.many.exists(b, a + b < 0)) || true', 'it takes too long'],
  ['errors that exists drops', `${' '.repeat(3_000)}inputs.records.exists(x, x.zz == 1)`, 'it takes too long'],
  [
    'errors that || drops',
    `inputs.records.exists(x, ${Array(100).fill('(x.a || x.b)').join('||')})`,
    'it takes too long',
  ],
  ['one macro', 'inputs.most.map(x, x + 1)', 'it takes too long'],
  ['a search in a search', 'inputs.many.filter(x, x in inputs.most)', 'it takes too long'],
  ['comparing in a macro', 'inputs.many.filter(x, inputs.most == inputs.most)', 'it takes too long'],
  ['a long literal in a macro', `inputs.many.map(x, [${'1,'.repeat(900)}])`, 'it takes too long'],
  ['a text that doubles', `["x"]${'.map(a, a + a)'.repeat(100)}`, 'a text of more than 1000000 characters'],
  ['a text that is joined', 'inputs.few.map(a, inputs.longer).join("")', 'a text of more than 1000000 characters'],
  [
    'a list that doubles',
    `cel.bind(a, [1], ${'cel.bind(a, a + a, '.repeat(60)}a${')'.repeat(61)}`,
    'it takes too long',
  ],
  ['a result that quadruples', `[[1]]${'.map(a, [a, a, a, a])'.repeat(100)}`, 'more than 1000000 values'],
  ['long texts in a result', 'inputs.few.map(a, inputs.longer)', 'more than 16000000 characters'],
  ['a deep value', 'inputs.deep', 'more than 200 levels deep'],
  ['comparing deep values', 'inputs.deep == inputs.deep', 'more than 200 levels deep'],
  ['splitting in a macro', 'inputs.few.map(x, size(inputs.long.split("")))', 'it takes too long'],
  [
    'a pattern with lookahead',
    'inputs.letters.matches(inputs.pattern)',
    '"(?=a)" is not a pattern that matches() takes',
  ],
  ['a long pattern', 'inputs.letters.matches(inputs.long)', 'the pattern is longer than 1000 characters'],
  ['patterns that are large', 'inputs.few.exists(x, "b".matches(string(x) + inputs.repeated))', 'it takes too long'],
  ['a large pattern on a long text', 'inputs.long.matches("a{900}b")', 'it takes too long'],
])('%s is refused in good time: %s', (_, expression, message) => {
  const start = cpuTime();
  expect(() => evaluate(expression, variables(inputs))).toThrow(
    expect.objectContaining({ name: 'ExpressionError', message: expect.stringContaining(message) as string }),
  );
  expect(cpuTime() - start).toBeLessThan(2_500);
});

test.each([
  ['inputs.letters.matches("^(a+)+$")', true],
  ['(inputs.letters + "!").matches("^(a+)+$")', false],
  ['inputs.long.matches("^(a+)+b$")', false],
  ['size(inputs.few.map(a, inputs.few.filter(b, a == b)))', 200],
  ['size(inputs.most)', 300_000],
  ['inputs.most.exists(x, inputs.most.exists(y, x == y))', true],
  ['size(inputs.records.map(x, x.n))', 100_000],
  ['inputs.most == inputs.most', true],
  ['299999 in inputs.most', true],
  ['size(inputs.many.filter(x, x > 10))', 19_989],
])('%s is evaluated in good time', (expression, value) => {
  const start = cpuTime();
  expect(evaluate(expression, variables(inputs))).toBe(value);
  expect(cpuTime() - start).toBeLessThan(2_500);
});

test('what an evaluation may do does not depend on those before it', () => {
  const attempt = (): string => {
    try {
      return JSON.stringify(evaluate('inputs.few.map(x, "a".matches(string(x % 4) + "a{400}"))', variables(inputs)));
    } catch (error) {
      return String(error);
    }
  };
  expect(attempt()).toBe(attempt());
});

test('more expressions than are kept', () => {
  for (let n = 0; n < 2_500; n++) expect(evaluate(`inputs.few[0] + ${n}`, variables(inputs))).toBe(n);
});
