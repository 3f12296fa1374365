import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { parseDuration } from './duration.ts';
import type { Finding } from './finding.ts';
import type { Path } from './path.ts';
import { LANGUAGE_VERSION } from './limits.ts';
import { describe, nameOf, quote } from './say.ts';

/** Says in the user's terms what the schema has against a value. */
export function explain(issue: z.core.$ZodIssue, data: unknown): Finding {
  const path = issue.path as Path;
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<string | number, unknown> | null | undefined)?.[key],
    data,
  );
  if (value === undefined) return missing(path);
  const name = nameOf(path);
  switch (issue.code) {
    case 'invalid_value':
      return notAllowed(path, value, issue.values.map(String));
    case 'too_small':
      return tooSmall(path, value, issue);
    case 'too_big':
      return tooBig(path, value, issue);
    case 'invalid_format':
      return wrongText(path, value);
    case 'invalid_key':
      return { ...badName(`a name in ${nameOf(path.slice(0, -1))}`, path.at(-1), path), at: 'key' };
    case 'custom':
      return badDuration(path, value, issue.params ?? {});
    case 'invalid_union':
      return explainUnion(issue, path, value, data);
    case 'invalid_type':
      // A schema may say in its own words what it expects; the library's begin like this.
      return wrongType(
        path,
        issue.message.startsWith('Invalid') ? (EXPECTED[issue.expected] ?? issue.expected) : issue.message,
        value,
      );
    default:
      return { code: 'wrong-value', message: `${name} cannot be ${describe(value)}`, path };
  }
}

function wrongText(path: Path, value: unknown): Finding {
  switch (path.at(-1)) {
    case 'class': {
      const hint = 'A class is named as in its code: letters, digits, "_" and "$".';
      return { code: 'bad-name', message: `class cannot be ${quote(value)}`, path, hint };
    }
    case 'version': {
      const message = `version cannot be ${quote(value)}: this orchestrator reads version ${LANGUAGE_VERSION}`;
      const hint = `Upgrade the orchestrator. A version of your own is written under another key: x-version: ${quote(value)}`;
      return { code: 'wrong-value', message, path, hint };
    }
    case 'for_each': {
      const hint = String(value).includes('${{')
        ? 'What is around the ${{ }} makes it a text.'
        : `Write \${{ ${String(value)} }}, if it is an expression.`;
      return { ...wrongType(path, 'a list, or exactly one ${{ }}', value), hint };
    }
    default:
      return badName(nameOf(path), value, path);
  }
}

function missing(path: Path): Finding {
  const key = String(path.at(-1));
  return {
    code: 'missing-key',
    message: `${nameOf(path.slice(0, -1))} has no "${key}"`,
    path: path.slice(0, -1),
    hint: path.length === 1 ? `Begin with "${key}:".` : `Add the key "${key}".`,
  };
}

function notAllowed(path: Path, value: unknown, allowed: readonly string[]): Finding {
  const hint = `One of: ${allowed.join(', ')}.`;
  if (typeof value !== 'string') return { ...wrongType(path, 'text', value), hint };
  const meant = didYouMean(value, allowed);
  const message = `${nameOf(path)} cannot be ${quote(value)}` + (meant ? `; did you mean "${meant}"?` : '');
  return { code: 'wrong-value', message, path, hint };
}

function tooSmall(path: Path, value: unknown, { origin, minimum }: z.core.$ZodIssueTooSmall): Finding {
  const name = nameOf(path);
  if (origin === 'array') return { code: 'empty-list', message: `${name} is empty`, path, hint: 'List at least one.' };
  if (origin === 'string')
    return { code: 'wrong-value', message: `${name} is empty`, path, hint: 'Remove the key, or give it a value.' };
  return { code: 'out-of-range', message: `${name} must be at least ${minimum}, not ${String(value)}`, path };
}

function tooBig(path: Path, value: unknown, { origin, maximum }: z.core.$ZodIssueTooBig): Finding {
  const name = nameOf(path);
  if (origin === 'array' && Array.isArray(value)) {
    const hint = path.at(-1) === 'phases' ? 'Move some of them to sub-workflows.' : 'Split it.';
    return {
      code: 'too-large',
      message: `${name} has ${value.length} entries; at most ${maximum} are allowed`,
      path,
      hint,
    };
  }
  if (typeof value === 'string') {
    const message = `${name} has ${value.length} characters; at most ${maximum} are allowed`;
    return { code: 'too-large', message, path, hint: 'Shorten it.' };
  }
  return { code: 'out-of-range', message: `${name} must be at most ${maximum}, not ${String(value)}`, path };
}

const MAX_NAME = 64;

function badName(name: string, value: unknown, path: Path): Finding {
  const written = String(value);
  if (written === '') return { code: 'bad-name', message: `${name} is empty`, path, hint: 'Give it a name.' };
  const characters = written.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^(?![A-Za-z_])/, '_');
  if (characters === written && written.length > MAX_NAME) {
    const message = `${name} has ${written.length} characters; at most ${MAX_NAME} are allowed`;
    return { code: 'bad-name', message, path, hint: 'Shorten it.' };
  }
  if (/^[“”„‘’«»].*[“”„‘’«»]$/.test(written)) {
    const hint = 'These are typographic quotes, and part of it: write " or \', or none.';
    return { code: 'bad-name', message: `${name} cannot be ${quote(value)}`, path, hint };
  }
  const right = characters === written ? '' : `: ${characters.slice(0, MAX_NAME)}, say`;
  const hint = `Letters, digits, "_" and "-", beginning with a letter or "_"; at most ${MAX_NAME} characters${right}.`;
  return { code: 'bad-name', message: `${name} cannot be ${quote(value)}`, path, hint };
}

const DURATIONS = 'Write 500ms, 30s, 5m, 1h30m, 2d, or a number of seconds.';

function badDuration(path: Path, value: unknown, { code, minimum }: Readonly<Record<string, unknown>>): Finding {
  const name = nameOf(path);
  if (code !== 'out-of-range') {
    return { code: 'bad-duration', message: `${name}: ${quote(value)} is not a duration`, path, hint: DURATIONS };
  }
  if (minimum === 1 && parseDuration(value) === 0 && /[1-9]/.test(String(value)))
    return { code, message: `${name} must be at least 1ms, not ${quote(value)}`, path };
  const range = minimum === 0 ? 'from 0 up to 365d' : 'over 0 and up to 365d';
  return { code, message: `${name} must be ${range}, not ${quote(value)}`, path };
}

/** Of the kinds that a value may be, the one that it is says what is wrong inside of it. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, value: unknown, data: unknown): Finding {
  const [inner] =
    issue.errors.find(([first]) => first && (first.path.length > 0 || first.code !== 'invalid_type')) ?? [];
  if (inner) return explain({ ...inner, path: [...path, ...(inner.path as Path)] }, data);
  return wrongType(path, issue.message, value, issue.message === 'a duration' ? DURATIONS : undefined);
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

function wrongType(
  path: Path,
  expected: string,
  value: unknown,
  remedy = entryRemedy(path, value) ?? remedyFor(expected, value),
): Finding {
  return {
    code: 'wrong-type',
    message: `${nameOf(path)} must be ${expected}, not ${describe(value)}`,
    path,
    ...(remedy === undefined ? {} : { hint: remedy }),
  };
}

/** What an entry of a list looks like, where something else stands in its place. */
function entryRemedy(path: Path, value: unknown): string | undefined {
  if (typeof path.at(-1) !== 'number') return undefined;
  if (value === null || value === undefined) return 'Remove the entry, or write something behind its "- ".';
  const written = typeof value === 'string' ? value : '…';
  switch (path.at(-2)) {
    case 'agents':
    case 'on_failure':
    case 'finally':
      return `An agent has a module and a class: { module: ${written}, class: … }`;
    case 'phases':
      return `A phase has a name and agents: { name: ${written}, agents: […] }`;
    default:
      return undefined;
  }
}

function remedyFor(expected: string, value: unknown): string | undefined {
  switch (expected) {
    case 'text':
      return typeof value === 'object' ? undefined : `Write it in quotes: "${JSON.stringify(value)}".`;
    case 'a list':
      return 'Write a list: each entry in a line of its own that begins with "- ".';
    case 'a mapping':
      return 'Write keys with values: "key: value".';
    case 'true or false':
      return value === 'true' || value === 'false' ? `Write ${value}, without quotes.` : 'Write true or false.';
    default:
      if (typeof value === 'string' && /^\d+([_,]\d{3})+$/.test(value)) return `Write ${value.replace(/[_,]/g, '')}.`;
      return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))
        ? `Write ${value}, without quotes.`
        : undefined;
  }
}
