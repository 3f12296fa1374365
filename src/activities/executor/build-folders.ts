import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Where built agents may be kept, best first. The packages that an agent imports are looked up from where it was built to, so it
 * must lie below the `node_modules` that its source would find; a read-only one leaves the root itself.
 */
export function buildFolders(root: string, file: string): string[] {
  const modules = nearestModules(path.dirname(file));
  const inModules = modules === undefined ? [] : [path.join(modules, '.cache', 'orchestrator', 'agents')];
  return [...inModules, path.join(path.resolve(root), '.orchestrator', 'agents')];
}

function nearestModules(directory: string): string | undefined {
  const modules = path.join(directory, 'node_modules');
  if (existsSync(modules)) return modules;
  const parent = path.dirname(directory);
  return parent === directory ? undefined : nearestModules(parent);
}
