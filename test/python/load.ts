import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDefinition } from '../../src/definition/load.ts';
import type { RunDefinition } from '../../src/definition/run-definition.ts';

export async function load(text: string): Promise<RunDefinition> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-python-'));
  try {
    await writeFile(join(folder, 'workflow.yaml'), text);
    const { definition, problems } = loadDefinition(join(folder, 'workflow.yaml'), { environment: {} });
    if (!definition) throw new Error(JSON.stringify(problems));
    return definition;
  } finally {
    await rm(folder, { recursive: true });
  }
}
