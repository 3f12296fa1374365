import type { RunResult } from '../workflows/run-result.ts';
import { agentName } from './attempt-file.ts';
import type { KeptLog, LogSource } from './kept-logs.ts';
import { keptLogs } from './kept-logs.ts';

/** What failed agents last said, by `phase/agent` or `phase/agent#3`. */
export type LastLines = ReadonlyMap<string, readonly string[]>;

const LINES = 5;
/** An end block shows no more. */
const TASKS = 30;

/** Of each agent of a run, or item, that failed: the end of its last attempt's log. What cannot be read is left out. */
export async function lastLines(
  { results, on_failure: onFailure, finally: last }: RunResult,
  sources: readonly LogSource[],
  folder: string,
): Promise<LastLines> {
  const failed = [...results, ...[onFailure, last].filter((phase) => phase !== undefined)].flatMap(
    ({ phase, agents }) =>
      agents.flatMap(({ id, items, error }) => [
        ...(error ? [`${phase}/${id}`] : []),
        ...(items ?? []).flatMap((item) => (item.error ? [`${phase}/${id}#${item.index}`] : [])),
      ]),
  );
  if (failed.length === 0) return new Map();
  const wanted = new Set(failed.slice(0, TASKS));
  try {
    const logs = new Map<string, KeptLog>();
    for (const log of await keptLogs(sources, folder)) {
      const name = agentName(log.place);
      if (wanted.has(name) && isLater(log, logs.get(name))) logs.set(name, log);
    }
    const read = [...logs].map(async ([name, log]) => [name, await endOf(log)] as const);
    return new Map((await Promise.all(read)).filter(([, lines]) => lines.length > 0));
  } catch {
    return new Map();
  }
}

const isLater = (log: KeptLog, other: KeptLog | undefined): boolean =>
  !other || log.place.startedAt > other.place.startedAt;

/** Without how it ended, which is told beside it. */
async function endOf(log: KeptLog): Promise<string[]> {
  const lines = (await log.read()).filter(({ stream }) => stream !== 'end');
  return lines.slice(-LINES).map(({ text }) => text);
}
