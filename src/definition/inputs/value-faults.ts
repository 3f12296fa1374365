import { RE2JS } from 're2js';
import type { Json } from '../json.ts';
import type { Path } from '../path.ts';
import type { InputDefinition, InputType } from '../run-definition.ts';
import { describe, listOf, quote } from '../say.ts';

export interface ValueFault {
  readonly code: 'wrong-type' | 'wrong-value' | 'out-of-range';
  readonly message: string;
  readonly hint?: string;
  /** In the value. */
  readonly path: Path;
}

export interface ValueOptions {
  /** What the value is called in messages: the name of the input. */
  readonly name: string;
  /** Whether what stands here is known only during the run, and is checked then. */
  readonly isOpen?: (value: Json) => boolean;
}

/** What a value has against what its input is declared to be. */
export function valueFaults(
  value: Json,
  declared: Pick<InputDefinition, 'type' | 'enum' | 'minimum' | 'maximum' | 'pattern' | 'items'>,
  options: ValueOptions,
): ValueFault[] {
  return [...new ValueCheck(options).check(value, declared, [])];
}

/** In the words of the other messages. */
export const TYPE_NAMES: Readonly<Record<InputType, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

export function hasType(value: Json, type: InputType): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
  }
}

class ValueCheck {
  readonly #name: string;
  readonly #isOpen: (value: Json) => boolean;
  /** Compiled once for all items of a list. */
  readonly #patterns = new Map<string, RE2JS>();

  constructor({ name, isOpen = () => false }: ValueOptions) {
    this.#name = name;
    this.#isOpen = isOpen;
  }

  *check(value: Json, declared: Parameters<typeof valueFaults>[1], path: Path): Generator<ValueFault> {
    if (this.#isOpen(value)) return;
    const name = `${this.#name}${path.map((index) => `[${index}]`).join('')}`;
    const { type, enum: allowed, minimum, maximum, pattern, items } = declared;
    if (!hasType(value, type)) {
      const remedy = remedyFor(value, type);
      const message = `${name} must be ${TYPE_NAMES[type]}, not ${describe(value)}`;
      yield { code: 'wrong-type', message, path, ...(remedy === undefined ? {} : { hint: remedy }) };
      return;
    }
    if (allowed && !allowed.some((one) => isEqual(one, value))) {
      const hint = `One of: ${listOf(allowed.map((one) => (typeof one === 'string' ? one : quote(one))))}.`;
      yield { code: 'wrong-value', message: `${name} cannot be ${quote(value)}`, path, hint };
    }
    if (typeof value === 'number' && minimum !== undefined && value < minimum) {
      yield { code: 'out-of-range', message: `${name} must be at least ${minimum}, not ${value}`, path };
    }
    if (typeof value === 'number' && maximum !== undefined && value > maximum) {
      yield { code: 'out-of-range', message: `${name} must be at most ${maximum}, not ${value}`, path };
    }
    if (typeof value === 'string' && pattern !== undefined && !this.#matches(value, pattern)) {
      yield { code: 'wrong-value', message: `${name} cannot be ${quote(value)}: it must match ${pattern}`, path };
    }
    if (items && isList(value)) {
      for (const [index, item] of value.entries()) yield* this.check(item, items, [...path, index]);
    }
  }

  #matches(value: string, pattern: string): boolean {
    const compiled = this.#patterns.get(pattern) ?? RE2JS.compile(pattern);
    this.#patterns.set(pattern, compiled);
    return compiled.test(value);
  }
}

function remedyFor(value: Json, type: InputType): string | undefined {
  if (typeof value === 'string') {
    if (type === 'boolean' && /^(true|false)$/.test(value)) return `Write ${value}, without quotes.`;
    if (type === 'boolean' && /^(yes|on)$/i.test(value)) return 'Write true.';
    if (type === 'boolean' && /^(no|off)$/i.test(value)) return 'Write false.';
    if ((type === 'integer' || type === 'number') && value.trim() !== '' && Number.isFinite(Number(value)))
      return `Write ${value}, without quotes.`;
  }
  return type === 'string' && typeof value !== 'object' ? `Write it in quotes: "${String(value)}".` : undefined;
}

/** Goes no deeper than `one` does. */
function isEqual(one: Json, other: Json | undefined): boolean {
  if (typeof one !== 'object' || one === null) return one === other;
  if (typeof other !== 'object' || other === null || isList(one) !== isList(other)) return false;
  const [entries, others] = [Object.entries<Json>(one), Object.keys(other)];
  return (
    entries.length === others.length &&
    entries.every(
      ([key, value]) => Object.hasOwn(other, key) && isEqual(value, (other as Readonly<Record<string, Json>>)[key]),
    )
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
