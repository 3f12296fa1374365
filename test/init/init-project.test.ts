import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkAgents } from '../../src/check-agents.ts';
import { loadDefinition } from '../../src/definition/load.ts';
import { initProject } from '../../src/init/init-project.ts';

const root = join(import.meta.dirname, '..', '..');

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const options = { force: false };

test('a new project is valid, and its agents are there', () => {
  const folder = join(temporaryFolder(), 'My Project');
  const { created, kept } = initProject(folder, options);
  expect(kept).toEqual([]);
  expect(created).toEqual(expect.arrayContaining(['.gitignore', 'package.json', 'config/workflow.yaml', 'README.md']));
  const path = join(folder, 'config', 'workflow.yaml');
  const loaded = loadDefinition(path, { environment: {} });
  expect([...loaded.problems, ...checkAgents(loaded, path, folder)]).toEqual([]);
  expect(loaded.definition?.phases).toHaveLength(2);
  expect(readFileSync(path, 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/node_modules\/orchestrator\/dist\//,
  );
});

test('its package.json has a name of its own, and asks for this package', () => {
  const folder = join(temporaryFolder(), 'My Project');
  initProject(folder, options);
  const project = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object;
  // This is a checkout, and not what npm has installed.
  expect(project).toMatchObject({
    name: 'my-project',
    dependencies: { orchestrator: expect.stringMatching(/^file:/) },
  });
  const other = join(temporaryFolder(), 'other');
  initProject(other, { ...options, packageSpec: '1.2.3' });
  expect(readFileSync(join(other, 'package.json'), 'utf8')).toContain('"orchestrator": "1.2.3"');
});

test('the versions that it asks for are those that this package is tested with', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { devDependencies: Record<string, string> };
  const { devDependencies: ours } = read(join(root, 'package.json'));
  for (const [name, version] of Object.entries(
    read(join(root, 'templates', 'project', 'package.json')).devDependencies,
  ))
    expect(version, name).toBe(ours[name]);
});

test('a folder with something in it is refused; --force fills it up, and overwrites nothing', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'README.md'), 'mine');
  expect(() => initProject(folder, options)).toThrow(/is not empty: there is README\.md; name another folder/);
  expect(existsSync(join(folder, 'package.json'))).toBe(false);
  const { created, kept } = initProject(folder, { ...options, force: true });
  expect(kept).toEqual(['README.md']);
  expect(created).toContain('package.json');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
});

test('a repository that was just made is empty; a file is no folder', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.git'));
  expect(initProject(folder, options).created).toContain('package.json');
  expect(() => initProject(join(folder, 'package.json'), options)).toThrow('package.json is a file');
});

test('its TypeScript has the right types', { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  initProject(folder, options);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const own = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
  // As if the package were installed.
  const compilerOptions = { ...own.compilerOptions, paths: { 'orchestrator/*': [join(root, 'src', '*.ts')] } };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...own, compilerOptions }));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    expect((error as { stdout: string }).stdout).toBe('');
    throw error;
  }
});
