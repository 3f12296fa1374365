import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'client.js');

/** Runs `orchestrator …` in a folder with these files, without a Temporal server. */
export async function cli(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-cli-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { PATH: process.env['PATH']!, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr, folder };
}

export const RIGHT =
  'phases:\n  - name: a\n    description: First\n    parallel: true\n    agents: [{ module: m, class: A }, { module: m, class: B }]\n  - name: b\n    depends_on: [a]\n    agents: [{ module: m, class: C }]\n';
export const WRONG =
  'phases:\n  - name: a\n    agents: [{ module: m, class: A }]\n  - name: b\n    depends_on: [aa]\n    agents: [{ module: m, class: C }]\n';
