import { relative, resolve, sep } from 'node:path';

/** A file as a report names it: relative to the folder, with slashes, so that it is the same on every machine. */
export function relativePath(file: string, folder: string): string {
  return relative(folder, resolve(folder, file)).replaceAll(sep, '/');
}
