import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/**
 * What a project asks npm for to get the package that is in this folder, and no other of its name: the version where it came from
 * the registry by its name, else the archive or the repository that it came from, else the folder itself.
 */
export function packageSpec(folder: string, target: string): string {
  const origin = originOf(folder);
  if (origin === undefined) return fileSpec(target, folder);
  const { root, resolved, version, name } = origin;
  if (!resolved.startsWith('file:')) return resolved.endsWith(`/${name}-${version}.tgz`) ? version : resolved;
  const archive = resolve(root, resolved.slice('file:'.length));
  return fileSpec(target, existsSync(archive) ? archive : folder);
}

const fileSpec = (target: string, path: string): string => `file:${relative(target, path).split(sep).join('/')}`;

interface Origin {
  /** The folder with the `node_modules` that the package is in. */
  readonly root: string;
  readonly name: string;
  readonly version: string;
  /** Where npm got it from. */
  readonly resolved: string;
}

/** As npm has recorded it beside what it has installed. */
function originOf(folder: string): Origin | undefined {
  const parts = folder.split(sep);
  const modules = parts.lastIndexOf('node_modules');
  if (modules === -1) return undefined;
  const name = parts.slice(modules + 1).join('/');
  const root = parts.slice(0, modules).join(sep);
  try {
    const lock = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string; resolved: string }>;
    };
    const { version, resolved } = lock.packages[`node_modules/${name}`]!;
    return typeof resolved === 'string' ? { root, name, version, resolved } : undefined;
  } catch {
    return undefined; // another package manager has put it there, or it is installed globally
  }
}
