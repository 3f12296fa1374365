import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { environment } from '../../src/environment.ts';

/** A program that `test/deploy/install-tools.sh` installs. Undefined where it is missing, so that its tests are left out; in CI it may not be. */
export function findTool(name: 'promtool' | 'hadolint' | 'helm' | 'kubernetes-validate'): Tool | undefined {
  const cache = join(environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'orchestrator-checks', 'bin');
  const folders = [...(environment['PATH'] ?? '').split(delimiter), cache];
  const path = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (path === undefined && environment['CI'])
    throw new Error(`${name} is missing: run test/deploy/install-tools.sh, as .ci/run does`);
  if (path === undefined) return undefined;
  return (args, input) => {
    const { status, stdout, stderr } = spawnSync(path, args, { encoding: 'utf8', ...(input ? { input } : {}) });
    return { status, text: stdout + stderr, stdout };
  };
}

export type Tool = (
  args: readonly string[],
  input?: string,
) => { readonly status: number | null; readonly text: string; readonly stdout: string };
