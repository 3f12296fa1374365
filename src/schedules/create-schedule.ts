import { ScheduleAlreadyRunning, type Client } from '@temporalio/client';
import { withoutUndefined } from '../definition/without-undefined.ts';
import type { RunPlan } from '../plan-run.ts';
import { toPolicy, type Overlap } from './overlap.ts';
import { pinnedInput } from './pinned-input.ts';
import { refusedByServer } from './refused-by-server.ts';
import { scheduledAction } from './scheduled-action.ts';
import { ScheduleError } from './schedule-error.ts';
import { readTimes, type WrittenTimes } from './times.ts';

export interface CreateOptions extends WrittenTimes {
  readonly taskQueue: string;
  readonly payloadsAreKept: boolean;
  readonly overlap?: Overlap;
  /** Milliseconds. */
  readonly catchup?: number;
  readonly paused?: boolean;
  readonly note?: string;
}

/** Everything that can be checked without a server. @throws ScheduleError */
export function prepareSchedule(id: string, plan: RunPlan, { payloadsAreKept, ...options }: CreateOptions) {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}_.:+-]{0,199}$/u.test(id))
    throw new ScheduleError(
      `"${id}" cannot be the id of a schedule: write up to 200 letters, digits and _ . : + -, beginning with a letter or a digit`,
    );
  const { taskQueue, overlap, catchup, paused, note } = options;
  return {
    scheduleId: id,
    spec: readTimes(options),
    action: scheduledAction(id, pinnedInput(plan, { payloadsAreKept }), taskQueue),
    policies: withoutUndefined({
      overlap: overlap === undefined ? undefined : toPolicy(overlap),
      catchupWindow: catchup,
    }),
    state: withoutUndefined({ paused, note }),
    // By which `list` knows ours, without asking for each one.
    memo: { task_queue: taskQueue },
  };
}

/** @throws ScheduleError */
export async function createSchedule(client: Client, prepared: ReturnType<typeof prepareSchedule>): Promise<void> {
  const { scheduleId: id } = prepared;
  try {
    await client.schedule.create(prepared);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw refusedByServer(error);
    throw new ScheduleError(
      `there is a schedule "${id}" already; choose another id, pin today's file in it with \`orchestrator schedule update ${id}\`, or delete it first`,
      { cause: error },
    );
  }
}
