import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Problem } from '../../src/definition/problem.ts';
import { problemCodes, type ProblemCode } from '../../src/definition/problem.ts';
import { workflowSchema } from '../../src/definition/schema/workflow.ts';
import { casesOf, loadCase } from './corpus.ts';

/** A key of the language, in the mapping that has it. */
interface Key {
  readonly mapping: z.core.$ZodObject;
  readonly name: string;
  /** As in `phases.agents.timeout`. */
  readonly place: string;
}

const unwrap = (schema: z.core.$ZodType): z.core.$ZodTypes => {
  const inner = schema as z.core.$ZodTypes;
  return inner._zod.def.type === 'optional' ? unwrap(inner._zod.def.innerType) : inner;
};

/** Every key of every mapping, each mapping once. */
function keysOf(schema: z.core.$ZodType, place: readonly string[], seen: Set<z.core.$ZodType>): Key[] {
  const { def } = unwrap(schema)._zod;
  if (def.type === 'array') return keysOf(def.element, place, seen);
  if (def.type === 'record') return keysOf(def.valueType, place, seen);
  const mapping = unwrap(schema);
  if (def.type !== 'object' || seen.has(mapping)) return [];
  seen.add(mapping);
  return Object.entries(def.shape).flatMap(([name, value]) => [
    { mapping: mapping as z.core.$ZodObject, name, place: [...place, name].join('.') },
    ...keysOf(value, [...place, name], seen),
  ]);
}

/** What a path of a problem leads to: the mapping that should have its last key. */
function mappingAt(path: string): { mapping: z.core.$ZodObject; name: string } | undefined {
  let schema: z.core.$ZodTypes = unwrap(workflowSchema);
  const segments = [...path.matchAll(/\[(\d+)\]|\["([^"]*)"\]|\.?([^.[\]]+)/g)].map((match) => match.slice(1).join(''));
  for (const [index, segment] of segments.entries()) {
    const { def } = schema._zod;
    if (def.type === 'object') {
      if (index === segments.length - 1) return { mapping: schema as z.core.$ZodObject, name: segment };
      const inner = def.shape[segment];
      if (!inner) return undefined;
      schema = unwrap(inner);
    } else if (def.type === 'array') schema = unwrap(def.element);
    else if (def.type === 'record') schema = unwrap(def.valueType);
    else return undefined;
  }
  return undefined;
}

const problems: readonly Problem[] = casesOf('wrong').flatMap((name) => loadCase('wrong', name).problems);
const warnings: readonly Problem[] = casesOf('right').flatMap((name) => loadCase('right', name).problems);

const placed = problems
  .filter(({ file }) => !file.endsWith('agents.yaml'))
  .flatMap((problem) => {
    const at = mappingAt(problem.path);
    return at ? [{ ...at, code: problem.code, message: problem.message }] : [];
  });

/** What can be wrong with the value of a key. */
function codesFor({ mapping, name }: Key): ProblemCode[] {
  const schema = unwrap(mapping._zod.def.shape[name]!);
  if (z.globalRegistry.get(schema)?.['duration'] !== undefined) return ['wrong-type', 'bad-duration', 'out-of-range'];
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  if (json.type === undefined && json.anyOf?.length !== 2) return [];
  const codes: ProblemCode[] = ['wrong-type'];
  if (json.enum || (json.minLength ?? 0) > 0) codes.push('wrong-value');
  if (json.type === 'string' && json.pattern !== undefined && name !== 'version') codes.push('bad-name');
  if (json.minimum !== undefined && json.minimum > Number.MIN_SAFE_INTEGER) codes.push('out-of-range');
  if ((json.minItems ?? 0) > 0) codes.push('empty-list');
  return codes;
}

const keys = keysOf(workflowSchema, [], new Set());

test('the keys of the language are found', () => {
  expect(keys.length).toBeGreaterThan(70);
});

describe('the corpus has each key with a value that is wrong in each way', () => {
  test.each(keys.map((key) => [key.place, key] as const))('%s', (_place, key) => {
    const found = placed.filter(({ mapping, name }) => mapping === key.mapping && name === key.name);
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(codesFor(key)));
  });
});

describe('the corpus has each key misspelt, and the message knows what was meant', () => {
  test.each(keys.map((key) => [key.place, key] as const))('%s', (_place, key) => {
    const misspelt = placed.filter(({ mapping, code }) => mapping === key.mapping && code === 'unknown-key');
    expect(misspelt.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`did you mean "${key.name}"?`),
    );
  });
});

/** Found where agents are looked for; values given with a run and the worker have tests of their own. */
const ELSEWHERE: readonly ProblemCode[] = ['agent-not-found', 'not-an-agent'];

test('the corpus has each code', () => {
  const codes = new Set([...problems, ...warnings].map(({ code }) => code));
  expect(problemCodes.filter((code) => !codes.has(code))).toEqual(ELSEWHERE);
});
