import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { format, resolveConfig } from 'prettier';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TEST_MAPPINGS, withTestTables } from '../../src/editor/test-tables.ts';
import { metaOf } from '../../src/editor/meta-of.ts';
import { runAgents } from '../../src/testing/run-agents.ts';
import { showFile } from '../../src/testing/show-report.ts';
import { runTestFile } from '../../src/testing/run-test-file.ts';
import { pageSteps } from './page-steps.ts';

const root = join(import.meta.dirname, '..', '..');
const file = join(root, 'docs', 'testing.md');
const page = readFileSync(file, 'utf8');
const steps = pageSteps(page);

/** The project that the page describes. */
function projectOfPage(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'orchestrator-page-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const step of steps) {
    if (step.kind !== 'file') continue;
    mkdirSync(dirname(join(folder, step.path)), { recursive: true });
    writeFileSync(join(folder, step.path), step.text);
  }
  return folder;
}

describe('the keys of test files', () => {
  test('are those of the schemas today; `npm run docs` writes them', async () => {
    const options = await resolveConfig(file);
    expect(page).toBe(await format(withTestTables(page), { ...options, filepath: file }));
    expect(page.match(/<!-- keys of [\w ]+ -->/g)).toHaveLength(10);
  });

  test.each(Object.entries(TEST_MAPPINGS))('of %s each have a description and an example', (_name, { shape }) => {
    for (const [key, schema] of Object.entries(shape)) {
      const { description, examples } = metaOf(schema);
      expect(description, key).toMatch(/\.$/);
      expect(examples, key).toHaveLength(1);
      expect(page, key).toContain(`\`${key}\``);
    }
  });
});

test('every link leads to a heading or a file', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(' ', '-'));
  const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)];
  expect(links.length).toBeGreaterThan(8);
  for (const [, path, anchor] of links) {
    if (path !== '') readFileSync(join(root, 'docs', path!));
    else expect(headings).toContain(anchor);
  }
});

test('every test file on it passes, but the one that shows what a failure looks like', async () => {
  const folder = projectOfPage();
  const realAgents = runAgents(folder, {});
  onTestFinished(() => realAgents.close());
  const files = steps.flatMap((step) => (step.kind === 'file' && step.path.endsWith('.test.yaml') ? [step.path] : []));
  const reports = await Promise.all(
    files.map(async (name) => runTestFile(join(folder, name), { environment: {}, realAgents })),
  );
  expect(reports.flatMap(({ problems }) => problems)).toEqual([]);
  const failed = files.filter((_, index) => reports[index]!.cases.some(({ passed }) => !passed));
  const wrong = steps.flatMap((step) => (step.kind === 'command' && step.fails ? [step.line] : []));
  expect(failed.map((name) => `orchestrator test ${name}`)).toEqual(wrong);
  expect(wrong).toHaveLength(1);
  const shown = showFile(reports[files.indexOf(failed[0]!)]!, { colors: pc.createColors(false), unicode: true });
  expect(page).toContain(shown.replaceAll(`${folder}/`, '').replace(/^(?=.)/gm, '    '));
  expect(files.length).toBeGreaterThan(3);
});

test('the program on it passes', { timeout: 60_000 }, () => {
  const folder = projectOfPage();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const alias = Object.fromEntries(
    ['agent', 'testing'].map((name) => [`orchestrator/${name}`, join(root, 'src', `${name}.ts`)]),
  );
  writeFileSync(join(folder, 'vitest.config.js'), `export default { resolve: { alias: ${JSON.stringify(alias)} } };`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const printed = execFileSync(process.execPath, [vitest, 'run', '--reporter', 'json'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  expect(JSON.parse(printed)).toMatchObject({ success: true, numPassedTests: 1 });
});
