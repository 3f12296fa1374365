import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { referencePage } from '../dist/editor/reference-page.js';

const template = readFileSync(new URL('workflow-yaml.template.md', import.meta.url), 'utf8');
const file = fileURLToPath(new URL('../docs/workflow-yaml.md', import.meta.url));
const options = await resolveConfig(file);
writeFileSync(file, await format(referencePage(template), { ...options, filepath: file }));
