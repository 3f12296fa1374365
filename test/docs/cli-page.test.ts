import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { leavesOf, withCommandReference } from '../../src/commands/command-reference.ts';
import { EXIT } from '../../src/commands/exit-code.ts';
import { program } from '../../src/commands/program.ts';
import { headingsOf } from './headings-of.ts';

const file = join(import.meta.dirname, '..', '..', 'docs', 'cli.md');
const page = readFileSync(file, 'utf8');
const root = program('', () => {});

test('the commands and options are those of the program today; `npm run docs` writes them', async () => {
  const options = await resolveConfig(file);
  expect(page).toBe(await format(withCommandReference(page, root), { ...options, filepath: file }));
  for (const { words } of leavesOf(root)) expect(page).toContain(`\n### ${words.join(' ')}\n`);
});

test('every command with --json has its document told of', () => {
  const documents = page.slice(page.indexOf('\n## JSON documents\n'));
  for (const { command, words } of leavesOf(root)) {
    if (!command.options.some(({ long }) => long === '--json')) continue;
    const [name, parent] = [words.at(-1)!, words.at(-2)];
    // Of commands below another one, the first in a sentence has both names.
    const known =
      documents.includes(`\`${words.join(' ')}\``) || (parent !== undefined && documents.includes(`\`${name}\``));
    expect(known, words.join(' ')).toBe(true);
  }
});

test('every example of a document is JSON', () => {
  const examples = [...page.matchAll(/^```json\n([^]*?)^```$/gm)];
  expect(examples.length).toBeGreaterThan(15);
  for (const [, text] of examples) expect(() => JSON.parse(text!) as unknown, text).not.toThrow();
});

test('every exit code is told of', () => {
  for (const code of Object.values(EXIT)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\| \\S`, 'm'));
});

test('every link leads to a heading or a file', () => {
  const headings = headingsOf(page);
  for (const [, path, anchor] of page.matchAll(/\]\(([^)#]*)(?:#([^)]+))?\)/g)) {
    if (path !== '') readFileSync(join(file, '..', path!));
    else expect(headings).toContain(anchor);
  }
});
