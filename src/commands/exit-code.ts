import type { RunStatus } from '../workflows/run-result.ts';

export const EXIT = {
  success: 0,
  failed: 1,
  usage: 2,
  cancelled: 3,
  timedOut: 4,
  waiting: 5,
  unreachable: 6,
  interrupted: 130,
} as const;

export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case 'success':
      return EXIT.success;
    // Nobody stops following a run under way, unless it waits for an approval and the user does not want to.
    case 'running':
      return EXIT.waiting;
    case 'failed':
      return EXIT.failed;
    case 'cancelled':
      return EXIT.cancelled;
    case 'timed_out':
      return EXIT.timedOut;
  }
}
