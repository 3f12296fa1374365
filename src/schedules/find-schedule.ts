import { ScheduleNotFoundError, type Client, type ScheduleDescription, type ScheduleHandle } from '@temporalio/client';
import { didYouMean } from '../definition/did-you-mean.ts';
import type { RunInput } from '../workflows/run-input.ts';
import { isPinnedInput } from './pinned-input.ts';
import { ScheduleError } from './schedule-error.ts';

export interface FoundSchedule {
  readonly handle: ScheduleHandle;
  readonly description: ScheduleDescription;
  readonly pinned: RunInput;
}

/** @throws ScheduleError if there is none with this id, or if it is not one of ours */
export async function findSchedule(client: Client, id: string): Promise<FoundSchedule> {
  const handle = client.schedule.getHandle(id);
  let description: ScheduleDescription;
  try {
    description = await handle.describe();
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw await notThere(client, id, error);
    throw error;
  }
  const [pinned] = description.action.args as unknown[];
  if (isPinnedInput(pinned)) return { handle, description, pinned };
  throw new ScheduleError(
    `the schedule "${id}" was not made with \`orchestrator schedule create\`, so it is left alone; use the Temporal Web UI or the \`temporal\` program`,
  );
}

async function notThere(client: Client, id: string, cause: unknown): Promise<ScheduleError> {
  const ids: string[] = [];
  for await (const { scheduleId } of client.schedule.list()) if (ids.push(scheduleId) >= 1_000) break;
  const meant = didYouMean(id, ids);
  return new ScheduleError(
    `there is no schedule "${id}"; ${meant === undefined ? '`orchestrator schedule list` shows those that there are' : `did you mean "${meant}"?`}`,
    { cause },
  );
}
