import type { AttemptPlace } from './attempt-file.ts';
import type { AttemptLine } from './attempt-line.ts';
import type { KeptLog } from './kept-logs.ts';

/** A line, and whose it is. */
export interface LogLine {
  readonly place: AttemptPlace;
  readonly line: AttemptLine;
}

/** Logs are read so many at a time. */
const AT_ONCE = 16;

/**
 * All lines of many logs, in the order of their times, without having all of them in memory: an attempt says nothing before it
 * has begun, so that what is older than the beginning of the next one is complete.
 */
export async function* inTimeOrder(
  logs: readonly KeptLog[],
  choose: (log: KeptLog, lines: readonly AttemptLine[]) => readonly AttemptLine[],
): AsyncGenerator<LogLine> {
  const waiting = logs.toSorted((a, b) => a.place.startedAt - b.place.startedAt);
  let pending: LogLine[] = [];
  let added = 0;
  for (let next = 0; next < waiting.length; next += AT_ONCE) {
    const lines = await readAll(waiting.slice(next, next + AT_ONCE), choose);
    pending.push(...lines);
    added += lines.length;
    // Sorted when as much again has come, so that each line is sorted a few times at most.
    if (added < pending.length / 2) continue;
    added = 0;
    const until = waiting[next + AT_ONCE]?.place.startedAt ?? Infinity;
    pending.sort(byTime);
    const complete = pending.findIndex(({ line }) => Date.parse(line.time) >= until);
    yield* complete === -1 ? pending : pending.slice(0, complete);
    pending = complete === -1 ? [] : pending.slice(complete);
  }
  yield* pending.sort(byTime);
}

/** The lines of logs, those of each in its own order. */
export async function readAll(
  logs: readonly KeptLog[],
  choose: (log: KeptLog, lines: readonly AttemptLine[]) => readonly AttemptLine[],
): Promise<LogLine[]> {
  const read = await Promise.all(
    logs.map(async (log) => choose(log, await log.read()).map((line) => ({ place: log.place, line }))),
  );
  return read.flat();
}

/** Sorting keeps what has one time as it came: the lines of one attempt stay in their order. */
export const byTime = (a: LogLine, b: LogLine): number =>
  a.line.time < b.line.time ? -1 : a.line.time > b.line.time ? 1 : 0;
