import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import envPaths from 'env-paths';
import { findTarget } from '../connection/target.ts';
import { DEFAULT_TASK_QUEUE } from '../defaults.ts';
import { STATE_FOLDER } from '../environment.ts';
import type { Candidate } from './expected.ts';

export interface FromServerOptions {
  readonly root: string;
  /** Undefined for all, of schedules. */
  readonly taskQueue: string | undefined;
  /** A folder of the user. */
  readonly cache?: string;
}

/** Pressing the key again is answered at once, also where there is no server. */
const FRESH = 10_000;

/** Runs or schedules that the server knows, as they were ten seconds ago at most. Nothing if it does not answer within a second. */
export async function fromServer(
  kind: 'runs' | 'schedules',
  options: FromServerOptions,
): Promise<readonly Candidate[]> {
  const { root, taskQueue, cache = join(envPaths('orchestrator', { suffix: '' }).cache, 'completion') } = options;
  const { address, namespace } = findTarget(join(root, STATE_FOLDER));
  const key = createHash('sha256')
    .update(JSON.stringify([kind, address, namespace, taskQueue]))
    .digest('hex');
  const file = join(cache, `${key.slice(0, 32)}.json`);
  const known = readFresh(file);
  if (known) return known;
  const candidates = await ask(kind, options).catch(() => []);
  try {
    mkdirSync(cache, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(candidates));
  } catch {
    // It is asked again next time.
  }
  return candidates;
}

function readFresh(file: string): readonly Candidate[] | undefined {
  try {
    if (Date.now() - statSync(file).mtimeMs > FRESH) return undefined;
    return JSON.parse(readFileSync(file, 'utf8')) as readonly Candidate[];
  } catch {
    return undefined;
  }
}

async function ask(kind: 'runs' | 'schedules', { root, taskQueue }: FromServerOptions): Promise<Candidate[]> {
  const { reach } = await import('../connection/reach.ts');
  const client = await reach(root, { timeout: 1_000 });
  return client.withDeadline(Date.now() + 1_000, async () => {
    if (kind === 'schedules') {
      const { scheduleIds } = await import('../schedules/list-schedules.ts');
      return (await scheduleIds(client, taskQueue)).map((text) => ({ text, description: '' }));
    }
    const { listRuns } = await import('../runs/list-runs.ts');
    const runs = await listRuns(client, { taskQueue: taskQueue ?? DEFAULT_TASK_QUEUE, limit: 50 });
    return runs.map(({ workflow_id: text, status }) => ({ text, description: status }));
  });
}
