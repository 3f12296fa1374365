import { defaultPayloadConverter } from '@temporalio/common';
import { tsToMs } from '@temporalio/common/lib/time.js';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { HeartbeatDetails } from '../activities/heartbeat.ts';

/** What only the server knows of an agent at work. */
export interface AtWork {
  /** Under way now; null for an agent that is not at work. */
  readonly attempt: number | null;
  readonly progress: { readonly fraction: number; readonly text: string | null } | null;
  /** What the attempt before this one failed with. */
  readonly last_error: string | null;
}

export interface PendingAgent extends AtWork {
  /** Of this attempt, in milliseconds. */
  readonly startedAt: number | undefined;
}

/** Of an agent that is not at work. */
export const IDLE: AtWork = { attempt: null, progress: null, last_error: null };

/** By Activity ID: `phase/agent`, or `phase/agent#index` for an item. */
export function pendingAgents({ raw }: WorkflowExecutionDescription): ReadonlyMap<string, PendingAgent> {
  return new Map(
    (raw.pendingActivities ?? []).map(({ activityId, attempt, heartbeatDetails, lastFailure, lastStartedTime }) => {
      const [payload] = heartbeatDetails?.payloads ?? [];
      const { progress } = payload ? defaultPayloadConverter.fromPayload<HeartbeatDetails>(payload) : {};
      return [
        activityId ?? '',
        {
          attempt: attempt ?? 1,
          progress: progress ? { fraction: progress.fraction, text: progress.text ?? null } : null,
          last_error: lastFailure?.message ?? null,
          startedAt: lastStartedTime ? tsToMs(lastStartedTime) : undefined,
        },
      ];
    }),
  );
}
