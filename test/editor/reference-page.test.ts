import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load.ts';
import { mappings } from '../../src/editor/mappings.ts';
import { referencePage } from '../../src/editor/reference-page.ts';

const root = join(import.meta.dirname, '..', '..');
const file = join(root, 'docs', 'workflow-yaml.md');
const page = readFileSync(file, 'utf8');

test('the page is what the schema and the template say today; `npm run docs` writes it', async () => {
  const template = readFileSync(join(root, 'scripts', 'workflow-yaml.template.md'), 'utf8');
  const options = await resolveConfig(file);
  expect(page).toBe(await format(referencePage(template), { ...options, filepath: file }));
});

test('every key of every mapping is on it, and every link leads to a heading', () => {
  for (const { name, keys } of mappings()) {
    const section = page.split(/^### /m).find((each) => each.startsWith(name === '' ? 'The file' : `\`${name}\``));
    for (const key of keys) expect(section, name).toContain(`| \`${key.name}\``);
  }
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
});

/** The examples of one section stand in one folder; one that begins with a comment `# name.yaml` has that name. */
const sections = page.split(/^## /m).flatMap((section) => {
  const examples = [...section.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  return examples.length === 0 ? [] : [[section.split('\n')[0]!, examples] as const];
});

describe('every example on it is right', () => {
  test('there are examples', () => expect(sections.length).toBeGreaterThan(6));

  test.each(sections)('%s', (_title, examples) => {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-docs-'));
    const files = examples.map((text, index) => {
      const path = join(folder, /^# ([\w-]+\.yaml)\n/.exec(text)?.[1] ?? `example-${index}.yaml`);
      writeFileSync(path, text);
      return path;
    });
    for (const path of files) expect(loadDefinition(path, { environment: {} }).problems).toEqual([]);
  });
});
