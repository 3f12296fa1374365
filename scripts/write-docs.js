import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { withCommandReference } from '../dist/commands/command-reference.js';
import { program } from '../dist/commands/program.js';
import { referencePage } from '../dist/editor/reference-page.js';
import { withSettingsTables } from '../dist/editor/settings-tables.js';
import { withTestTables } from '../dist/editor/test-tables.js';

await write('workflow-yaml.md', () =>
  referencePage(readFileSync(new URL('workflow-yaml.template.md', import.meta.url), 'utf8')),
);
await write('agents.md', withSettingsTables);
await write('cli.md', (page) =>
  withCommandReference(
    page,
    program('', () => {}),
  ),
);
await write('testing.md', withTestTables);

async function write(name, change) {
  const file = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  const options = await resolveConfig(file);
  writeFileSync(file, await format(change(readFileSync(file, 'utf8')), { ...options, filepath: file }));
}
