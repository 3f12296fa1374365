import { RE2JS } from 're2js';
import type { Finding } from '../finding.ts';
import { hasType, TYPE_NAMES, valueFaults } from '../inputs/value-faults.ts';
import type { Json } from '../json.ts';
import { formatPath, type Path } from '../path.ts';
import type { InputDefinition } from '../run-definition.ts';
import { describe, nameOf, quote } from '../say.ts';
import type { CheckedFile, Parts } from './checked-file.ts';

type Declared = NonNullable<NonNullable<Parts['inputs']>[string]>;

/** That each input's restrictions fit its type, and its default fits both. */
export function* checkDeclaredInputs({ parts, doubtful }: CheckedFile): Generator<Finding> {
  for (const [name, input] of Object.entries(parts.inputs ?? {})) {
    if (!input?.type) continue;
    const path = ['inputs', name];
    const faults = [...restrictions(input, path)];
    yield* faults;
    // A default is measured by what holds.
    if (input.default === undefined || faults.length > 0) continue;
    if ([...doubtful].some((place) => place.startsWith(formatPath(path)))) continue;
    for (const fault of valueFaults(input.default as Json, input as InputDefinition, {
      name: 'default',
    })) {
      yield { ...fault, path: [...path, 'default', ...fault.path] };
    }
  }
}

const APPLIES_TO: Readonly<Record<'minimum' | 'maximum' | 'pattern' | 'items', readonly string[]>> = {
  minimum: ['integer', 'number'],
  maximum: ['integer', 'number'],
  pattern: ['string'],
  items: ['array'],
};

function* restrictions(input: Declared, path: Path): Generator<Finding> {
  const { type, minimum, maximum, pattern, items } = input;
  for (const key of ['minimum', 'maximum', 'pattern', 'items'] as const) {
    if (input[key] === undefined || APPLIES_TO[key].includes(type!)) continue;
    const message = `"${key}" is for ${APPLIES_TO[key].join(' and ')}, and ${nameOf(path)} is ${TYPE_NAMES[type!]}`;
    yield {
      code: 'conflicting-keys',
      message,
      path: [...path, key],
      at: 'key',
      hint: 'Remove it, or change the type.',
    };
  }
  for (const [index, value] of (input.enum ?? []).entries()) {
    if (hasType(value as Json, type!)) continue;
    const message = `enum[${index}] must be ${TYPE_NAMES[type!]}, as its input is, not ${describe(value)}`;
    yield {
      code: 'wrong-type',
      message,
      path: [...path, 'enum', index],
      hint: 'Every value of an enum has the type of the input.',
    };
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    const message = `minimum (${minimum}) is over maximum (${maximum})`;
    yield { code: 'out-of-range', message, path: [...path, 'minimum'], hint: 'No number is both.' };
  }
  if (pattern !== undefined && type === 'string') yield* patternFault(pattern, [...path, 'pattern']);
  if (items?.type !== undefined && type === 'array') yield* restrictions(items as Declared, [...path, 'items']);
}

function* patternFault(pattern: string, path: Path): Generator<Finding> {
  try {
    RE2JS.compile(pattern);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    const hint = 'Patterns are those of RE2: no lookahead, no backreferences.';
    yield { code: 'wrong-value', message: `${quote(pattern)} is not a pattern: ${reason}`, path, hint };
  }
}
