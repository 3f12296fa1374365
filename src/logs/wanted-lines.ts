import type { AttemptPlace } from './attempt-file.ts';
import { agentName } from './attempt-file.ts';
import type { AttemptLine } from './attempt-line.ts';
import type { KeptLog } from './kept-logs.ts';

/** Which lines of a run's logs are asked for. */
export interface LogFilter {
  /** That phase, and those of its sub-workflow. */
  readonly phase?: string;
  readonly agent?: string;
  readonly item?: number;
  readonly attempt?: number;
  /** Attempts that have failed, whatever became of the agent. */
  readonly failed?: boolean;
  /** The last lines of each attempt. */
  readonly tail?: number;
}

export function isWanted({ path, item, attempt }: AttemptPlace, filter: LogFilter): boolean {
  const phase = path.slice(0, -1).join('/');
  return (
    (filter.phase === undefined || phase === filter.phase || phase.startsWith(`${filter.phase}/`)) &&
    (filter.agent === undefined || path.at(-1) === filter.agent) &&
    (filter.item === undefined || item === filter.item) &&
    (filter.attempt === undefined || attempt === filter.attempt)
  );
}

/** `isLost`: the attempt has no end, and will have none: its worker was lost. */
export function wantedLines(lines: readonly AttemptLine[], filter: LogFilter, isLost: boolean): readonly AttemptLine[] {
  if (filter.failed) {
    const end = lines.findLast((line) => line.stream === 'end');
    const hasFailed = end ? end.status === 'failed' || end.status === 'timed_out' : isLost;
    if (!hasFailed) return [];
  }
  return filter.tail === undefined ? lines : lines.slice(Math.max(0, lines.length - filter.tail));
}

/** Tells which attempts cannot be at work any more, whether their logs say so or not. */
export function lostAmong(logs: readonly KeptLog[], isOver: boolean): (place: AttemptPlace) => boolean {
  const last = new Map<string, number>();
  for (const { place } of logs) last.set(agentName(place), Math.max(place.attempt, last.get(agentName(place)) ?? 0));
  return (place) => isOver || place.attempt < last.get(agentName(place))!;
}
