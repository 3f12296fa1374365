import { setTimeout as delay } from 'node:timers/promises';
import { byTime, readAll, type LogLine } from './in-time-order.ts';
import type { KeptLog } from './kept-logs.ts';
import { isWanted, lostAmong, wantedLines, type LogFilter } from './wanted-lines.ts';

export interface FollowLogsOptions {
  readonly list: () => Promise<KeptLog[]>;
  readonly filter: LogFilter;
  /** Aborted when the run is over. */
  readonly over: AbortSignal;
  /** Milliseconds between two looks. */
  readonly pause?: number;
}

const AT_ONCE = 64;
/** After a look that took long the next one comes later. */
const PAUSE_PER_LOOK = 4;

/** Lines as they come, until the run is over and everything was seen. `--tail` is of what there is at the beginning. */
export async function* followLogs({ list, filter, over, pause = 300 }: FollowLogsOptions): AsyncGenerator<LogLine[]> {
  const seen = new Map<string, { mark: string; n: number }>();
  const { tail: _, ...later } = filter;
  for (let look = 0; ; look++) {
    const isOver = over.aborted;
    const began = performance.now();
    const logs = (await list()).filter(({ place }) => isWanted(place, filter));
    const isLost = lostAmong(logs, isOver);
    const changed = logs.filter((log) => isOver || seen.get(keyOf(log))?.mark !== log.mark);
    const lines: LogLine[] = [];
    for (let next = 0; next < changed.length; next += AT_ONCE)
      lines.push(
        ...(await readAll(changed.slice(next, next + AT_ONCE), (log, all) => {
          const n = seen.get(keyOf(log))?.n ?? 0;
          const wanted = wantedLines(all, look === 0 ? filter : later, isLost(log.place));
          // With `--failed` no line counts as seen before it is known how the attempt ended.
          const isHeldBack = filter.failed && wanted.length === 0;
          seen.set(keyOf(log), { mark: log.mark, n: isHeldBack ? n : (all.at(-1)?.n ?? n) });
          return wanted.filter((line) => line.n > n);
        })),
      );
    if (lines.length > 0) yield lines.sort(byTime);
    if (isOver) return;
    const wait = Math.max(pause, (performance.now() - began) * PAUSE_PER_LOOK);
    await delay(wait, undefined, { signal: over }).catch(() => {});
  }
}

const keyOf = ({ place }: KeptLog): string =>
  `${place.path.join('/')}#${place.item} ${place.attempt} ${place.startedAt}`;
