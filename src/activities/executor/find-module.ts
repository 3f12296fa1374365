import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { findBuiltin } from './find-builtin.ts';
import { type ModuleName, parseModuleName } from '../../definition/module-name.ts';
import { nearestNames } from './nearest-names.ts';

export type ModuleSearch = { readonly file: string } | ModuleNotFound;

export interface ModuleNotFound {
  /** What is wrong, as a sentence. */
  readonly problem: string;
  /** Names of modules that may have been meant, written as `module` was. */
  readonly nearest: readonly string[];
}

/**
 * The file of an agent's `module`, by its real path. It costs a few directory listings and loads nothing, so that a definition
 * can be checked with it before a run.
 *
 * An allow-list: only plain names are followed, from `root` down, through directory entries of exactly that name. So a file
 * system that ignores case gives the same answers as one that does not, and what lies outside of `root` cannot be said.
 */
export function findModule(root: string, module: string): ModuleSearch {
  const builtin = findBuiltin(module);
  if (builtin !== undefined) return builtin;
  const name = parseModuleName(module);
  if ('problem' in name) return { problem: name.problem, nearest: [] };
  const misses: Miss[] = [];
  const found = walk(path.resolve(root), name, 0, misses);
  if (found === undefined) {
    return { problem: `no such module; looked for ${name.candidates.join(' and ')}`, nearest: meant(name, misses) };
  }
  return checkPlace(root, found);
}

interface Miss {
  readonly depth: number;
  readonly entries: readonly string[];
}

function walk(directory: string, name: ModuleName, depth: number, misses: Miss[]): string | undefined {
  const entries = list(directory);
  const isLast = depth === name.parts.length - 1;
  for (const part of name.parts[depth]!) {
    for (const entry of isLast ? name.extensions.map((extension) => part + extension) : [part]) {
      if (!entries.includes(entry)) continue;
      const place = path.join(directory, entry);
      const found = isLast ? place : walk(place, name, depth + 1, misses);
      if (found !== undefined) return found;
    }
  }
  misses.push({ depth, entries });
  return undefined;
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Anything else, such as no file descriptors left, says nothing of the module: it is thrown, and may be tried again. */
function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Symlinks may lead from one place in the root to another, and no further. */
function checkPlace(root: string, found: string): ModuleSearch {
  const shown = path.relative(root, found);
  let file: string;
  let inside: string;
  try {
    file = realpathSync(found);
    inside = path.relative(realpathSync(root), file);
    if (!statSync(file).isFile()) return { problem: `${shown} is not a file`, nearest: [] };
  } catch (error) {
    if (isAbsent(error)) return { problem: `${shown} is a link to nothing`, nearest: [] };
    throw error;
  }
  if (inside.startsWith('..') || path.isAbsolute(inside)) {
    return { problem: `${shown} is a link that leads out of the agents' root`, nearest: [] };
  }
  return { file };
}

/** Corrects the one part that was not found, deepest first, and keeps the rest as it was written. */
function meant(name: ModuleName, misses: readonly Miss[]): string[] {
  const deepest = misses.reduce<Miss | undefined>((a, b) => (a === undefined || b.depth > a.depth ? b : a), undefined);
  if (deepest === undefined) return [];
  const isLast = deepest.depth === name.parts.length - 1;
  const known = deepest.entries.flatMap((entry) => {
    const extension = name.extensions.find((ending) => entry.endsWith(ending));
    if (isLast) return extension === undefined ? [] : [entry.slice(0, -extension.length)];
    return extension === undefined && !entry.startsWith('.') ? [entry] : [];
  });
  const written = name.parts.map(([part]) => part!);
  return nearestNames(written[deepest.depth]!, [...new Set(known)]).map((near) => {
    return name.write(written.with(deepest.depth, near));
  });
}
