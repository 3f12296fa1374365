/**
 * Numbers as JSON has them. To CEL a literal such as `1` and what `size()` returns are integers, and a number of JSON is a
 * double; it has no operators between the two. With these, `inputs.n + 1` and `size(x) - inputs.n` just work.
 *
 * `5 / 2` is 2, for both are integers, and `inputs.n / 2` is 2.5 where the input is 5: write `int(inputs.n / 2)` for the
 * whole part of it, `5.0 / 2` for 2.5.
 */
export const operators: Readonly<Record<string, (left: bigint | number, right: bigint | number) => unknown>> = {
  ...mixed('+', (left, right) => left + right),
  ...mixed('-', (left, right) => left - right),
  ...mixed('*', (left, right) => left * right),
  ...mixed('/', (left, right) => left / right),
  ...mixed('%', (left, right) => left % right),
  'double % double: double': (left, right) => Number(left) % Number(right),
  'int == double: bool': (left, right) => Number(left) === right,
};

type Text = string;
type Place = bigint | number;

/** CEL's functions that take an integer, for a number of JSON. The library's own serve integers. */
export const functions: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'string.substring(double): string': (text: Text, start: Place) => part(text, start, text.length),
  'string.substring(double, double): string': part,
  'string.substring(int, double): string': part,
  'string.substring(double, int): string': part,
  'string.indexOf(string, double): int': (text: Text, search: Text, from: Place) =>
    BigInt(text.indexOf(search, place(from, text.length))),
  'string.lastIndexOf(string, double): int': (text: Text, search: Text, from: Place) =>
    BigInt(text.lastIndexOf(search, place(from, text.length))),
  'string.split(string, double): list<string>': (text: Text, separator: Text, limit: Place) => {
    const parts = text.split(separator);
    const count = place(limit, Infinity);
    if (count === 0) return [];
    return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
  },
};

function mixed(operator: string, calculate: (left: number, right: number) => number): typeof operators {
  const handler = (left: bigint | number, right: bigint | number): number => calculate(exact(left), exact(right));
  return { [`int ${operator} double: double`]: handler, [`double ${operator} int: double`]: handler };
}

/** A double holds every integer up to 2^53; a larger one would be a different number. */
function exact(value: bigint | number): number {
  const number = Number(value);
  if (typeof value === 'bigint' && !Number.isSafeInteger(number))
    throw new Error(`the integer ${value} is beyond 2^53`);
  return number;
}

function part(text: Text, start: Place, end: Place): string {
  const from = place(start, text.length);
  const to = place(end, text.length);
  if (from > to) throw new Error(`a part of a text cannot begin at ${from} and end at ${to}`);
  return text.slice(from, to);
}

function place(value: Place, last: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= last) return number;
  throw new Error(
    `${number} is not a place in the text, which are whole numbers from 0${last === Infinity ? '' : ` to ${last}`}`,
  );
}
