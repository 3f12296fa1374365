import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of this folder as it was compiled, also for tests that run from the sources: a child loads no TypeScript. */
export function compiledFile(name: string): string {
  const places = [`./${name}`, `../../../dist/activities/executor/${name}`];
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((place) => existsSync(place));
  if (file === undefined) throw new Error(`${name} is missing: build the package first`);
  return file;
}
