import type { AgentStatus } from '../../workflows/run-result.ts';
import type { ReportedTask } from '../report-document.ts';

export const sortKeys = ['order', 'status', 'attempts', 'started', 'duration'] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

/** What needs somebody's attention comes first. */
const URGENCY: readonly AgentStatus[] = [
  'failed',
  'timed_out',
  'running',
  'cancelled',
  'blocked',
  'skipped',
  'pending',
  'success',
];

/** Positions of tasks in another order; what has no value comes last either way. */
export function sortTasks(
  tasks: readonly ReportedTask[],
  positions: readonly number[],
  { key, descending }: Sorting,
): number[] {
  const turn = descending ? -1 : 1;
  return positions.toSorted((a, b) => {
    const [x, y] = [valueOf(tasks[a]!, a, key), valueOf(tasks[b]!, b, key)];
    if (x === y) return a - b;
    if (x === null) return 1;
    if (y === null) return -1;
    return (x - y) * turn;
  });
}

function valueOf(task: ReportedTask, position: number, key: SortKey): number | null {
  switch (key) {
    case 'order':
      return position;
    case 'status':
      return URGENCY.indexOf(task.status);
    case 'attempts':
      return task.attempts;
    case 'started':
      return task.times.scheduled;
    case 'duration':
      return task.duration;
  }
}
