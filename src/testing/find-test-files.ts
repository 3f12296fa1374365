import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where nobody keeps tests of their own. */
const SKIPPED = new Set(['node_modules', 'dist']);

/** Every `*.test.yaml` in a folder and the folders in it, by name. */
export function findTestFiles(folder: string, from = ''): string[] {
  const entries = readdirSync(join(folder, from), { withFileTypes: true });
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(from, entry.name);
      if (entry.isDirectory())
        return SKIPPED.has(entry.name) || entry.name.startsWith('.') ? [] : findTestFiles(folder, path);
      return /\.test\.ya?ml$/.test(entry.name) ? [path] : [];
    });
}
