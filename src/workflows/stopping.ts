import { formatDuration } from '../definition/duration.ts';

/** Milliseconds that agents have to end, where who stops a run says nothing else. */
export const DEFAULT_GRACE = 30_000;
/** How long a run waits for agents that were asked to stop, beyond the grace in which the worker ends them by force. */
export const STOP_MARGIN = 5_000;

export const notStopped = (grace: number): string => `it did not stop within ${formatDuration(grace)}`;

export const CANCELLED_RUN = 'the run was cancelled';

export const tookTooLong = (timeout: number): string =>
  `the run took longer than its timeout of ${formatDuration(timeout)}`;
