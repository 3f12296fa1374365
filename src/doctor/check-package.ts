import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fail, ok, warn, type Finding } from './finding.ts';

/** Whether what runs here is what its sources say. A package that npm has installed has no sources. */
export function checkPackage(folder = join(import.meta.dirname, '..', '..')): Finding[] {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const what = `orchestrator ${version} in ${folder}`;
  const built = timeOf(join(folder, 'dist', '.tsbuildinfo'));
  const bundle = timeOf(join(folder, 'dist', 'workflow-bundle.js'));
  const remedy = 'In a checkout: npm run build. Else install the package again.';
  if (bundle === undefined) return [fail('package', `${what}: the workflow bundle is missing in dist`, remedy)];
  if (built === undefined) return [ok('package', what)];
  const newer = sourcesOf(join(folder, 'src')).find((file) => (timeOf(file) ?? 0) > built);
  return newer === undefined
    ? [ok('package', `${what}, built ${new Date(built).toISOString().slice(0, 16).replace('T', ' ')} UTC`)]
    : [warn('package', `${what}: ${relative(folder, newer)} is newer than dist`, 'Build it: npm run build.')];
}

function timeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function sourcesOf(folder: string): string[] {
  if (timeOf(folder) === undefined) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
}
