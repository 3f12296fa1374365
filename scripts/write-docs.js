import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { referencePage } from '../dist/editor/reference-page.js';
import { withSettingsTables } from '../dist/editor/settings-tables.js';

await write('workflow-yaml.md', () =>
  referencePage(readFileSync(new URL('workflow-yaml.template.md', import.meta.url), 'utf8')),
);
await write('agents.md', withSettingsTables);

async function write(name, change) {
  const file = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  const options = await resolveConfig(file);
  writeFileSync(file, await format(change(readFileSync(file, 'utf8')), { ...options, filepath: file }));
}
