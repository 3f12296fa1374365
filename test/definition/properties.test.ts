import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify, type ToStringOptions } from 'yaml';
import { loadDefinition } from '../../src/definition/load.ts';
import { folderWith } from './folder.ts';

const environment = { SET: 'a value', NUMBER: '4', EMPTY: '' };
const folder = folderWith({ 'sub.yaml': 'phases: [{ name: p, agents: [{ module: m, class: P }] }]' });
const file = join(folder, 'workflow.yaml');

function load(content: string | Uint8Array) {
  writeFileSync(file, content);
  return loadDefinition(file, { environment });
}

const right = join(import.meta.dirname, 'right');
const seeds = readdirSync(right, { withFileTypes: true })
  .map((entry) => join(right, entry.name, ...(entry.isDirectory() ? ['workflow.yaml'] : [])))
  .map((name) => readFileSync(name));

/** What somebody, or a disk, may do to a file: some bytes replaced, some left out, a part of it repeated. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  bytes: fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc
      .constantFrom(
        '${',
        '${{ ',
        ' }}',
        '$${',
        '"',
        "'",
        '\t',
        '&a ',
        '*a',
        '<<: ',
        '- ',
        ': ',
        '{',
        '[',
        '}',
        ']',
        '|',
        '>-',
      )
      .map((text) => Buffer.from(text)),
    fc
      .constantFrom(
        '~',
        'null',
        '.nan',
        '1e999',
        '__proto__',
        'yes',
        '!!set',
        '---\n',
        '%YAML 1.1\n',
        '\uFEFF',
        '\0',
        '#',
      )
      .map((text) => Buffer.from(text)),
  ),
  repeat: fc.boolean(),
});

const mutated = fc
  .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 5 }))
  .map(([seed, changes]) =>
    changes.reduce<Uint8Array>((content, { at, length, bytes, repeat }) => {
      const start = Math.floor(at * content.length);
      const part = content.subarray(start, start + length);
      const rest = content.subarray(repeat ? start : start + length);
      return Buffer.concat([content.subarray(0, start), ...(repeat ? [part] : []), bytes, rest]);
    }, seed),
  );

/** Whether what a problem's path says is written in the file; `undefined` where the file cannot be read by other means. */
function isWritten(path: string, content: Uint8Array): boolean | undefined {
  let at: unknown;
  try {
    at = parse(new TextDecoder().decode(content), {
      schema: 'failsafe',
      merge: true,
      logLevel: 'silent',
    }) as unknown;
  } catch {
    return undefined;
  }
  for (const [, index, quoted, word] of path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([^.[]+)/g)) {
    const key = index ?? (quoted === undefined ? word! : (JSON.parse(quoted) as string));
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Record<string, unknown>)[key];
  }
  return true;
}

test('the path of a problem is one that the file has, whatever happened to the file', () => {
  fc.assert(
    fc.property(mutated, (content) => {
      for (const { path, code, file: where } of load(content).problems) {
        if (where !== file || code === 'yaml-syntax' || code === 'bad-name') continue;
        expect([path, isWritten(path, content) ?? true]).toEqual([path, true]);
      }
    }),
    { numRuns: 1_000 },
  );
});

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/).filter((text) => text !== '__proto__');
const text = fc.oneof(
  // The library breaks long texts in the middle of a surrogate pair.
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replace(/[\ud800-\udfff]/g, '')),
  fc.constantFrom(
    'yes',
    '1',
    'null',
    '~',
    ' a ',
    'a: b',
    '#',
    '- a',
    '"',
    "it's",
    'a\nb\n',
    '\t',
    '$',
    '$x',
    '1e3',
    '0x1',
    '<<',
  ),
);
/** As it is written: a literal `${` is `$${`. */
const written = text.map((value) =>
  value.replaceAll('${', '$$${').replace(/\p{Cc}/gu, (character) => (/[\n\t]/.test(character) ? character : '')),
);
const json = fc.jsonValue({ maxDepth: 3 }).map(
  (value) =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll('${', '$$${')
        .replaceAll(/"(__proto__|<<)":/g, '"other":'),
    ) as unknown,
);
const duration = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constantFrom('500ms', '1h30m', '2d'));
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const agent = fc.record(
  {
    module: fc.constantFrom('src.a', './agents/b.ts', 'm'),
    class: fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/),
    with: optional(
      fc.dictionary(
        written.filter((key) => key !== '__proto__' && key !== '<<'),
        json,
      ),
    ),
    timeout: optional(duration),
    continue_on_error: optional(fc.boolean()),
    task_queue: optional(name),
    isolation: optional(fc.constantFrom('process', 'thread', 'inline')),
    retry: optional(fc.record({ max_retries: fc.nat(1_000), backoff: fc.constantFrom(1, 1.5, 2) })),
    cache: optional(fc.record({ key: written })),
    for_each: optional(fc.array(json, { minLength: 1, maxLength: 3 })),
  },
  { requiredKeys: ['module', 'class'] },
);

const definition = fc
  .record({
    description: optional(written),
    max_workers: optional(fc.integer({ min: 1, max: 100_000 })),
    inputs: optional(fc.dictionary(name, fc.record({ type: fc.constant('string'), default: written }))),
    outputs: optional(fc.dictionary(name, json)),
    phases: fc
      .uniqueArray(fc.tuple(name, fc.array(agent, { minLength: 1, maxLength: 3 }), fc.boolean()), {
        selector: ([phase]) => phase,
        minLength: 1,
        maxLength: 4,
      })
      .map((phases) =>
        phases.map(([phase, agents, parallel], index) => ({
          name: phase,
          parallel,
          agents,
          ...(index === 0 ? {} : { depends_on: [phases[index - 1]![0]] }),
        })),
      ),
  })
  .map(
    (value) =>
      JSON.parse(
        JSON.stringify(value, (_, inner: unknown) =>
          Number.isInteger(inner) && !Number.isSafeInteger(inner) ? 0 : inner,
        ),
      ) as unknown,
  );

test('a definition means the same, in whichever of the ways of YAML it is written', () => {
  const styles: ToStringOptions[] = [
    {},
    { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 20 },
    { defaultStringType: 'QUOTE_SINGLE', indent: 4 },
    { collectionStyle: 'flow' },
    { blockQuote: 'folded', lineWidth: 20 },
  ];
  fc.assert(
    fc.property(definition, (value) => {
      const asJson = load(JSON.stringify(value));
      expect(asJson.problems).toEqual([]);
      for (const style of styles) {
        const content = stringify(value, undefined, { ...style, aliasDuplicateObjects: false });
        expect(load(content)).toMatchObject({ problems: [], definition: asJson.definition });
      }
    }),
    { numRuns: 100 },
  );
});
