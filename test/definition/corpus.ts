import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadDefinition, type Loaded } from '../../src/definition/load.ts';

export type Kind = 'wrong' | 'right';

const environment = { SET: 'a value', NUMBER: '4', EMPTY: '' };

/** A case is a file, or the workflow.yaml of a folder, beside which stand the files that it needs. */
export function casesOf(kind: Kind): string[] {
  return readdirSync(join(import.meta.dirname, kind), { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return entry.name.endsWith('.yaml') ? [entry.name] : [];
    const name = join(entry.name, 'workflow.yaml');
    return existsSync(join(import.meta.dirname, kind, name)) ? [name] : [];
  });
}

export const loadCase = (kind: Kind, name: string): Loaded =>
  loadDefinition(join(import.meta.dirname, kind, name), { environment });

/** What a case says of its problems, in lines that begin with `#! `. */
export function expectedOf(kind: Kind, name: string): string[] {
  return readFileSync(join(import.meta.dirname, kind, name), 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\uFEFF/, ''))
    .filter((line) => line.startsWith('#! '))
    .map((line) => line.slice(3).trim());
}

/** Problems as a case writes them: those of other files begin with the file. */
export function foundOf(kind: Kind, name: string, { problems }: Pick<Loaded, 'problems'>): string[] {
  const own = join(import.meta.dirname, kind, name);
  return problems.map(({ file, line, column, severity, code, message }) => {
    const place = file === own ? '' : `${relative(dirname(own), file)}:`;
    return `${place}${line}:${column} ${severity}[${code}] ${message}`;
  });
}
