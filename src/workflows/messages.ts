import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RunResult } from './run-result.ts';

export interface StopOptions {
  /** Milliseconds that running agents have before the run ends without them. Default: 30,000. */
  readonly grace?: number;
}

/** Either ends the run gracefully, as Temporal's own cancellation does. */
export const cancelSignal = defineSignal<[StopOptions?]>('cancel');
export const shutdownSignal = defineSignal<[StopOptions?]>('shutdown');

/** The run's result so far. */
export const statusQuery = defineQuery<RunResult>('status');
