import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_FILE, DEFAULT_TASK_QUEUE } from '../defaults.ts';
import { STATE_FOLDER } from '../environment.ts';
import { ourName } from '../our-name.ts';

/** `orchestrator` alone: what one would do next, in this folder. */
export async function nextHere(root: string): Promise<string> {
  const name = ourName();
  const more = `\`${name} --help\` shows all commands.\n`;
  if (!existsSync(DEFAULT_FILE))
    return `There is no ${DEFAULT_FILE} here.\n\n  ${name} init my-project   makes a project that runs\n  ${name} run --dev -f FILE  runs another file\n\n${more}`;
  const runs = await latestRuns(root);
  if (runs === undefined)
    return `No Temporal server runs for ${DEFAULT_FILE}.\n\n  ${name} run --dev  runs it, with a server and a worker of its own\n  ${name} dev        keeps server, worker and Web UI running\n\n${more}`;
  if (runs.lines.length === 0) return `There are no runs yet.\n\n  ${name} run  runs ${DEFAULT_FILE}\n\n${more}`;
  return `The latest runs${runs.note}:\n\n${runs.lines.map((line) => `  ${line}\n`).join('')}\n\`${name} status @last\` shows the last one, \`${name} run\` starts another. ${more}`;
}

/** Undefined where no server answers. */
async function latestRuns(root: string): Promise<{ lines: string[]; note: string } | undefined> {
  const [{ reach }, { findTarget, guessNote }, { listRuns }] = await Promise.all([
    import('../connection/reach.ts'),
    import('../connection/target.ts'),
    import('../runs/list-runs.ts'),
  ]);
  try {
    const client = await reach(root, { timeout: 1_500 });
    const runs = await listRuns(client, { taskQueue: DEFAULT_TASK_QUEUE, limit: 5 });
    const note = guessNote(findTarget(join(root, STATE_FOLDER)));
    const lines = runs.map(({ workflow_id: id, status }) => `${id}  ${status}`);
    return { lines, note: note === undefined ? '' : ` (${note})` };
  } catch (error) {
    if (error instanceof Error && error.name === 'ConnectionError') return undefined;
    throw error;
  }
}
