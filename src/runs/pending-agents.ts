import { tsToMs } from '@temporalio/common/lib/time.js';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import type { HeartbeatDetails } from '../activities/heartbeat.ts';
import { failureMessage } from '../encryption/failure-message.ts';
import { firstValue } from '../storage/history-pages.ts';

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
export async function pendingAgents(
  client: Client,
  { raw }: WorkflowExecutionDescription,
): Promise<ReadonlyMap<string, PendingAgent>> {
  const pending = (raw.pendingActivities ?? []).map(async (activity): Promise<[string, PendingAgent]> => {
    const { activityId, attempt, heartbeatDetails, lastFailure, lastStartedTime } = activity;
    const { progress } = ((await firstValue(client, heartbeatDetails)) ?? {}) as HeartbeatDetails;
    return [
      activityId ?? '',
      {
        attempt: attempt ?? 1,
        progress: progress ? { fraction: progress.fraction, text: progress.text ?? null } : null,
        last_error: (await failureMessage(client, lastFailure)) ?? null,
        startedAt: lastStartedTime ? tsToMs(lastStartedTime) : undefined,
      },
    ];
  });
  return new Map(await Promise.all(pending));
}
