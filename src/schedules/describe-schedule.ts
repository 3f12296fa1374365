import type { Client } from '@temporalio/client';
import type { JsonObject } from '../definition/json.ts';
import { listRuns, type ListedRun } from '../runs/list-runs.ts';
import { findSchedule } from './find-schedule.ts';
import { toOverlap, type Overlap } from './overlap.ts';
import { sayTimes } from './times.ts';

/** A schedule as it is now. Durations are seconds. */
export interface ScheduleDocument {
  readonly id: string;
  readonly workflow: string;
  /** Of the definition as it was when the schedule was created, or updated. */
  readonly definition_hash: string;
  readonly inputs: JsonObject;
  readonly task_queue: string;
  readonly times: readonly string[];
  readonly time_zone: string;
  readonly start_at: string | null;
  readonly end_at: string | null;
  readonly jitter: number;
  readonly overlap: Overlap;
  readonly catchup: number;
  readonly paused: boolean;
  /** Why it is paused, or what was last said about it. */
  readonly note: string | null;
  readonly next_runs: readonly string[];
  readonly last_runs: readonly ListedRun[];
  readonly runs_started: number;
  /** Because an earlier run was still under way. */
  readonly runs_skipped: number;
  /** Because Temporal was not there for longer than `catchup`. */
  readonly runs_missed: number;
  readonly created_at: string;
  readonly updated_at: string | null;
}

/** @throws ScheduleError */
export async function describeSchedule(
  client: Client,
  id: string,
  { runs }: { runs: number },
): Promise<ScheduleDocument> {
  const { description, pinned } = await findSchedule(client, id);
  const { action, spec, policies, state, info } = description;
  return {
    id,
    workflow: action.workflowType,
    definition_hash: pinned.definitionHash,
    inputs: pinned.inputs,
    task_queue: action.taskQueue,
    times: sayTimes(spec),
    time_zone: spec.timezone || 'UTC',
    start_at: spec.startAt?.toISOString() ?? null,
    end_at: spec.endAt?.toISOString() ?? null,
    jitter: (spec.jitter ?? 0) / 1000,
    overlap: toOverlap(policies.overlap),
    catchup: policies.catchupWindow / 1000,
    paused: state.paused,
    note: state.note || null,
    // The server goes on counting while a schedule is paused.
    next_runs: state.paused ? [] : info.nextActionTimes.slice(0, 5).map((time) => time.toISOString()),
    last_runs: await listRuns(client, { taskQueue: action.taskQueue, schedule: id, limit: runs }),
    runs_started: info.numActionsTaken,
    runs_skipped: info.numActionsSkippedOverlap,
    runs_missed: info.numActionsMissedCatchupWindow,
    created_at: info.createdAt.toISOString(),
    updated_at: info.lastUpdatedAt?.toISOString() ?? null,
  };
}
