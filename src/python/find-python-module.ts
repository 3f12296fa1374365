import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { ModuleSearch } from '../activities/executor/find-module.ts';
import { nearestNames } from '../activities/executor/nearest-names.ts';

/**
 * Where a Python agent's module is, so that a definition can be checked before a run. The word of the Python worker is final
 * (python/orchestrator_worker/find_module.py): it also looks at where links lead.
 */
export function findPythonModule(root: string, module: string): ModuleSearch {
  const parts = partsOf(module);
  if (!parts.every((part) => PART.test(part))) {
    const problem = "not a module's name: it is dotted (src.agents.refresh) or a path (./agents/refresh.py)";
    return { problem, nearest: [] };
  }
  const stem = parts.join('/');
  const candidates = [`${stem}.py`, `${stem}/__init__.py`];
  const found = candidates.map((file) => path.join(root, file)).find((file) => existsSync(file));
  if (found !== undefined) return { file: found };
  const siblings = list(path.join(root, ...parts.slice(0, -1)));
  const known = siblings.filter((entry) => entry.endsWith('.py')).map((entry) => entry.slice(0, -'.py'.length));
  return {
    problem: `no such module; looked for ${candidates.join(' and ')}`,
    nearest: nearestNames(parts.at(-1)!, known).map((name) => parts.with(-1, name).join('.')),
  };
}

const PART = /^_?[A-Za-z0-9][A-Za-z0-9_-]*$/;

function partsOf(module: string): string[] {
  const withoutEnding = module.replace(/\.py$/, '');
  return module.includes('/') ? withoutEnding.replace(/^\.\//, '').split('/') : withoutEnding.split('.');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no such folder: nothing is near
  }
}
