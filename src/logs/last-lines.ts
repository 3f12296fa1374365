import type { RunResult } from '../workflows/run-result.ts';
import { escapeControls } from '../activities/executor/safe-text.ts';
import { agentName } from './attempt-file.ts';
import type { AttemptLine } from './attempt-line.ts';
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

/** How it ended is told beside it, but for the place in the agent's code. */
async function endOf(log: KeptLog): Promise<string[]> {
  const lines = await log.read();
  const said = lines.filter(({ stream }) => stream !== 'end').slice(-LINES);
  const place = placeIn(lines.find(({ stream }) => stream === 'end')?.text ?? '');
  return [...said.map(textOf), ...(place === undefined ? [] : [place])];
}

const textOf = ({ text, fields }: AttemptLine): string =>
  fields && Object.keys(fields).length > 0 ? `${text} ${escapeControls(JSON.stringify(fields))}` : text;

/** Where it was thrown: of a JavaScript stack the first line that is not of a library, of a Python one the last. */
function placeIn(stack: string): string | undefined {
  const frames = stack.split('\n').map((line) => line.trim());
  return (
    frames.find((line) => /^at .*:\d+:\d+\)?$/.test(line) && !/node_modules|node:/.test(line)) ??
    frames.findLast((line) => /^File ".*", line \d+/.test(line))
  );
}
