import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { PhaseStatus, RunResult } from './run-result.ts';

export interface StopOptions {
  /** Milliseconds that running agents have before the run ends without them. Default: 30,000. */
  readonly grace?: number;
}

/** Either ends the run gracefully, as Temporal's own cancellation does. */
export const cancelSignal = defineSignal<[StopOptions?]>('cancel');
export const shutdownSignal = defineSignal<[StopOptions?]>('shutdown');

export interface StatusPage extends RunResult {
  /** The phase with which the next page begins; null on the last page. */
  readonly next: number | null;
}

/** The run's result so far, from the given phase on (0 by default), as much as fits into an answer. */
export const statusQuery = defineQuery<StatusPage, [from?: number]>('status');

export interface Decision {
  readonly phase: string;
  readonly by?: string | null;
  readonly comment?: string | null;
}

export interface DecisionTaken {
  readonly phase: string;
  readonly approved: boolean;
  readonly status: PhaseStatus;
  readonly reason: string | null;
}

/** Decide on a phase that waits for an approval. Refused where it does not, without an event unless it still may; taking the same decision again is not an error. */
export const approveUpdate = defineUpdate<DecisionTaken, [Decision]>('approve');
export const rejectUpdate = defineUpdate<DecisionTaken, [Decision]>('reject');

/** While a run is paused, agents at work go on and none starts. */
export const pauseUpdate = defineUpdate<{ readonly paused: boolean }, []>('pause');
export const resumeUpdate = defineUpdate<{ readonly paused: boolean }, []>('resume');
