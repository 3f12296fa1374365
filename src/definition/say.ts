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
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

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
