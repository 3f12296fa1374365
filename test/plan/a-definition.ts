import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDefinition } from '../../src/definition/load.ts';
import type { RunDefinition } from '../../src/definition/run-definition.ts';

/** The definition in a text, with other files beside it. */
export function aDefinition(yaml: string, beside: Readonly<Record<string, string>> = {}): RunDefinition {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-plan-'));
  for (const [name, text] of Object.entries({ 'workflow.yaml': yaml, ...beside }))
    writeFileSync(join(folder, name), text);
  const { definition, problems } = loadDefinition(join(folder, 'workflow.yaml'), { environment: {} });
  if (!definition) throw new Error(problems.map(({ message }) => message).join('\n'));
  return definition;
}

/** `count` agents, as they stand in a list. */
export const agents = (count: number, prefix = 'a'): string =>
  `[${Array.from({ length: count }, (_, index) => `{ id: ${prefix}${index}, module: m, class: A }`).join(', ')}]`;
