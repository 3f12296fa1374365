import { writeFileSync } from 'node:fs';
import { workflowJsonSchema } from '../dist/editor/workflow-json-schema.js';

// Shipped with the package, so that a file can name it: # yaml-language-server: $schema=…/dist/workflow.schema.json
const file = new URL('../dist/workflow.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(workflowJsonSchema(), undefined, 2)}\n`);
