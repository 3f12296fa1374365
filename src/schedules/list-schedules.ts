import type { Client } from '@temporalio/client';
import { describeSchedule, type ScheduleDocument } from './describe-schedule.ts';
import { ScheduleError } from './schedule-error.ts';

/** Each is asked for by itself, as a list of the server's is late and has no definition. */
const AT_ONCE = 8;

/** Schedules of runs on a task queue, by their ids. */
export async function listSchedules(
  client: Client,
  { taskQueue, limit }: { taskQueue: string; limit: number },
): Promise<ScheduleDocument[]> {
  const ids = (await scheduleIds(client, taskQueue)).toSorted().slice(0, limit);
  const schedules: ScheduleDocument[] = [];
  for (let index = 0; index < ids.length; index += AT_ONCE) {
    const described = ids.slice(index, index + AT_ONCE).map((id) => describeIfThere(client, id));
    for (const schedule of await Promise.all(described)) if (schedule) schedules.push(schedule);
  }
  return schedules;
}

/** Of all that we have made, or of those for one task queue. */
export async function scheduleIds(client: Client, taskQueue?: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId, memo } of client.schedule.list()) {
    const theirs = memo?.['task_queue'];
    if (typeof theirs === 'string' && (taskQueue === undefined || theirs === taskQueue)) ids.push(scheduleId);
  }
  return ids;
}

/** It may have been deleted since the server made its list. */
async function describeIfThere(client: Client, id: string): Promise<ScheduleDocument | undefined> {
  try {
    return await describeSchedule(client, id, { runs: 1 });
  } catch (error) {
    if (error instanceof ScheduleError) return undefined;
    throw error;
  }
}
