import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import type { Finding, Path } from './source.ts';

/** Says in the user's terms what the schema has against a value. */
export function explain(issue: z.core.$ZodIssue, data: unknown): Finding {
  const path = issue.path as Path;
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key],
    data,
  );
  const name = nameOf(path);
  if (value === undefined) {
    return {
      code: 'missing-key',
      message: `${nameOf(path.slice(0, -1))} has no "${String(path.at(-1))}"`,
      path: path.slice(0, -1),
      hint: `Add the key "${String(path.at(-1))}".`,
    };
  }
  switch (issue.code) {
    case 'invalid_value': {
      if (typeof value !== 'string') return wrongType(name, 'text', value, path);
      const meant = didYouMean(value, issue.values.map(String));
      return {
        code: 'wrong-value',
        message: `${name} cannot be "${value}"` + (meant ? `; did you mean "${meant}"?` : ''),
        path,
        hint: `One of: ${issue.values.map(String).join(', ')}.`,
      };
    }
    case 'too_small':
      if (issue.origin === 'array')
        return { code: 'empty-list', message: `${name} is empty`, path, hint: 'List at least one.' };
      if (issue.origin === 'string') return { code: 'wrong-value', message: `${name} is empty`, path };
      return {
        code: 'out-of-range',
        message: `${name} must be at least ${issue.minimum}, not ${JSON.stringify(value)}`,
        path,
      };
    case 'too_big':
      if (issue.origin === 'array')
        return { code: 'too-large', message: `${name} has more than ${issue.maximum} entries`, path };
      return {
        code: 'out-of-range',
        message: `${name} must be at most ${issue.maximum}, not ${JSON.stringify(value)}`,
        path,
      };
    case 'invalid_format':
      return {
        code: 'bad-name',
        message: `${name} cannot be ${quote(value)}`,
        path,
        hint: 'Letters, digits, "_" and "-", beginning with a letter or "_"; at most 64 characters.',
      };
    case 'custom': {
      const { code, minimum } = issue.params as { code: 'bad-duration' | 'out-of-range'; minimum?: number };
      if (code === 'bad-duration')
        return {
          code,
          message: `${name}: ${quote(value)} is not a duration`,
          path,
          hint: 'Write 500ms, 30s, 5m, 1h30m, 2d, or a number of seconds.',
        };
      return {
        code,
        message: `${name} must be ${minimum === 0 ? 'from 0' : `over 0 and`} up to 365d, not ${quote(value)}`,
        path,
      };
    }
    case 'invalid_union':
      return wrongType(name, 'a duration', value, path, 'Write 500ms, 30s, 5m, 1h30m, 2d, or a number of seconds.');
    case 'invalid_type':
      // A schema may say in its own words what it expects; the library's begin like this.
      return wrongType(
        name,
        issue.message.startsWith('Invalid') ? (EXPECTED[issue.expected] ?? issue.expected) : issue.message,
        value,
        path,
      );
    default:
      return wrongType(name, 'something else', value, path);
  }
}

const EXPECTED: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function wrongType(name: string, expected: string, value: unknown, path: Path, hint?: string): Finding {
  return {
    code: 'wrong-type',
    message: `${name} must be ${expected}, not ${describe(value)}`,
    path,
    ...(hint ? { hint } : {}),
  };
}

function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return value instanceof Date ? 'a date' : 'a mapping';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return typeof value === 'number' ? `the number ${value}` : JSON.stringify(value);
}

const quote = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** `phases[2].agents[0].timeout` is said as "timeout"; a list's entry as "phases[2]". */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return typeof last === 'number' ? `${nameOf(path.slice(0, -1))}[${last}]` : last;
}
