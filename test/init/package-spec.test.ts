import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packageSpec } from '../../src/init/package-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An installation of version 0.1.0 as npm has recorded it. */
function installed(name: string, resolved: string | undefined): string {
  const modules = join(folder, name, 'node_modules');
  mkdirSync(join(modules, 'orchestrator'), { recursive: true });
  const packages = { 'node_modules/orchestrator': { version: '0.1.0', resolved } };
  writeFileSync(join(modules, '.package-lock.json'), JSON.stringify({ packages }));
  return join(modules, 'orchestrator');
}

const target = join(folder, 'a', 'my-project');

test('a package from the registry is asked for by its version', () => {
  const from = installed('registry', 'https://registry.example.com/orchestrator/-/orchestrator-0.1.0.tgz');
  expect(packageSpec(from, target)).toBe('0.1.0');
});

test('one from an archive is asked for by the archive, not by a name that is another package in the registry', () => {
  const from = installed('a', 'file:../orchestrator-0.1.0.tgz');
  writeFileSync(join(folder, 'orchestrator-0.1.0.tgz'), '');
  expect(packageSpec(from, target)).toBe('file:../../orchestrator-0.1.0.tgz');
});

test('where the archive is gone, by the folder that it is in', () => {
  const from = installed('a', 'file:../gone.tgz');
  expect(packageSpec(from, target)).toBe('file:../node_modules/orchestrator');
});

test('one from a repository or another address is asked for there', () => {
  const resolved = 'git+ssh://git@example.com/orchestrator.git#5f1c';
  expect(packageSpec(installed('git', resolved), target)).toBe(resolved);
});

test('of a checkout, a linked one and one that npm has not recorded it is the folder', () => {
  expect(packageSpec(join(folder, 'checkout'), target)).toBe('file:../../checkout');
  expect(packageSpec(installed('linked', undefined), target)).toBe('file:../../linked/node_modules/orchestrator');
  const unrecorded = join(folder, 'global', 'node_modules', 'orchestrator');
  expect(packageSpec(unrecorded, target)).toBe('file:../../global/node_modules/orchestrator');
});
