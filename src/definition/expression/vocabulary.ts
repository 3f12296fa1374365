/**
 * The functions of expressions: those of CEL that work on what JSON has, and give the same on every machine. Left out are
 * timestamps and durations (the library reads some in the time zone of the machine), bytes and unsigned integers.
 */
export const FUNCTIONS: readonly string[] = ['size', 'has', 'string', 'int', 'double', 'bool', 'type', 'dyn'];

export const METHODS: readonly string[] = [
  'size',
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
  'join',
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  'indexOf',
  'lastIndexOf',
  'substring',
  'split',
  'lowerAscii',
  'upperAscii',
  'trim',
  'hasValue',
  'value',
  'or',
  'orValue',
  'none',
  'of',
  'bind',
];

export const VARIABLES: readonly string[] = ['inputs', 'phases', 'item', 'item_index', 'run'];

/** Names that CEL itself gives a value. */
export const CONSTANTS: readonly string[] = [
  'string',
  'int',
  'double',
  'bool',
  'list',
  'map',
  'null_type',
  'type',
  'optional',
];

const TIME = {
  what: 'timestamps and durations are not part of expressions',
  hint: 'Times are text in UTC, such as run.started_at: "2026-01-31T09:00:00.000Z" < "2026-02-01" holds.',
};

/** Functions of CEL that are left out: why, and what to do. */
export const LEFT_OUT: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
  ...Object.fromEntries(
    ['timestamp', 'duration', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear', 'getFullYear', 'getHours']
      .concat(['getMilliseconds', 'getMinutes', 'getMonth', 'getSeconds'])
      .map((name) => [name, TIME]),
  ),
  now: {
    what: 'there is no now(): an expression gives the same each time',
    hint: 'run.started_at is when the run began.',
  },
  uint: { what: 'unsigned integers are not part of expressions', hint: 'Write int(…).' },
  ...Object.fromEntries(
    ['bytes', 'json', 'hex', 'base64', 'at'].map((name) => [
      name,
      { what: 'bytes are not part of expressions: JSON has none', hint: 'Let an agent convert them.' },
    ]),
  ),
};

/** What people write who know other languages. */
export const SYNONYMS: Readonly<Record<string, string>> = {
  len: 'size',
  length: 'size',
  count: 'size',
  includes: 'contains',
  some: 'exists',
  any: 'exists',
  every: 'all',
  toLowerCase: 'lowerAscii',
  lower: 'lowerAscii',
  toUpperCase: 'upperAscii',
  upper: 'upperAscii',
  strip: 'trim',
  str: 'string',
  toString: 'string',
  float: 'double',
  number: 'double',
  boolean: 'bool',
  test: 'matches',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'integer',
  double: 'number',
  bool: 'boolean',
  null: 'null',
  dyn: 'value',
  type: 'type',
};

/** A type in the words of the other messages: `a list`, `an integer`. */
export function typeName(type: string): string {
  const inner = /^dyn<(.+)>$/.exec(type)?.[1];
  if (inner !== undefined) return typeName(inner);
  const kind = /^\w+/.exec(type)?.[0] ?? type;
  return TYPES[kind] ?? { map: 'mapping', ast: 'condition', optional: 'optional value' }[kind] ?? kind;
}

export function withArticle(type: string): string {
  const name = typeName(type);
  return name === 'null' || name === 'text' ? name : `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}
