import type { Path } from './path.ts';

/** A value in a message: `the text "abc"`, `a mapping`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return typeof value === 'number' ? `the number ${value}` : JSON.stringify(value);
}

export function quote(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What cannot be seen, or turns what can be seen around, as its code: a name that looks right may have it in it. */
const visible = (text: string): string =>
  text.replace(
    /[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `phases[2].agents[0].timeout` is said as "timeout"; a list's entry as "phases[2]". */
export function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last === 'number') return `${nameOf(path.slice(0, -1))}[${last}]`;
  return path.length === 2 && AUTHORS.has(String(path[0])) ? `${path[0]}.${last}` : last;
}

/** Mappings whose keys are the author's. */
const AUTHORS: ReadonlySet<string> = new Set(['inputs', 'config', 'outputs']);

export const listOf = (names: readonly string[]): string =>
  names.length > 12 ? `${names.slice(0, 12).join(', ')} and ${names.length - 12} more` : names.join(', ');
