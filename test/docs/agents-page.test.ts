import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { commandSettings } from '../../src/agents/builtin/command-agent.ts';
import { httpSettings } from '../../src/agents/builtin/http-agent.ts';
import { waitSettings } from '../../src/agents/builtin/wait-agent.ts';
import { checkAgents } from '../../src/check-agents.ts';
import { loadDefinition } from '../../src/definition/load.ts';
import { withSettingsTables } from '../../src/editor/settings-tables.ts';
import { pageSteps } from './page-steps.ts';

const root = join(import.meta.dirname, '..', '..');
const file = join(root, 'docs', 'agents.md');
const page = readFileSync(file, 'utf8');

/** The project that the page describes. */
function projectOfPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const step of pageSteps(page)) {
    if (step.kind !== 'file') continue;
    mkdirSync(dirname(join(folder, step.path)), { recursive: true });
    writeFileSync(join(folder, step.path), step.text);
  }
  return folder;
}

describe('the settings of built-in agents', () => {
  test('are those of the schemas today; `npm run docs` writes them', async () => {
    const options = await resolveConfig(file);
    expect(page).toBe(await format(withSettingsTables(page), { ...options, filepath: file }));
    expect(page.match(/<!-- settings of \w+ -->/g)).toHaveLength(3);
  });

  const schemas = Object.entries({ command: commandSettings, http: httpSettings, wait: waitSettings });
  test.each(schemas)('of %s each have a description and an example that is right', (_name, schema) => {
    for (const [key, setting] of Object.entries(schema.shape)) {
      const { description, examples } = z.globalRegistry.get(setting) ?? {};
      expect(description, key).toMatch(/\.$/);
      expect(examples, key).toHaveLength(1);
      for (const example of z.array(z.unknown()).parse(examples))
        expect(z.safeParse(setting, example).error, key).toBeUndefined();
    }
  });
});

test('every link leads to a heading or a file', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)];
  expect(links.length).toBeGreaterThan(10);
  for (const [, path, anchor] of links) {
    if (path !== '') readFileSync(join(root, 'docs', path!));
    else expect(headings).toContain(anchor);
  }
});

test('every definition on it is right, and its agents are there', () => {
  const folder = projectOfPage();
  const definitions = pageSteps(page).flatMap((step) =>
    step.kind === 'file' && step.path.endsWith('.yaml') ? [step.path] : [],
  );
  expect(definitions.length).toBeGreaterThan(5);
  for (const definition of definitions) {
    const path = join(folder, definition);
    const loaded = loadDefinition(path, { environment: {} });
    expect([...loaded.problems, ...checkAgents(loaded, path, folder)]).toEqual([]);
  }
});

test('the TypeScript on it has the right types', { timeout: 60_000 }, () => {
  const folder = projectOfPage();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const paths = { 'orchestrator/*': [join(root, 'src', '*.ts')] };
  const compilerOptions = {
    ...(JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object }).compilerOptions,
    paths,
    rootDir: '/',
    incremental: false,
    tsBuildInfoFile: undefined,
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src', 'test'] }));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  } catch (error) {
    expect((error as { stdout: string }).stdout).toBe('');
    throw error;
  }
});
