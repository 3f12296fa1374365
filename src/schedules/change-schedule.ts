import type { Client } from '@temporalio/client';
import { findSchedule } from './find-schedule.ts';
import { toPolicy, type Overlap } from './overlap.ts';
import { ScheduleError } from './schedule-error.ts';

/** @throws ScheduleError, as all of these */
export async function pauseSchedule(client: Client, id: string, note?: string): Promise<void> {
  await (await findSchedule(client, id)).handle.pause(note);
}

export async function resumeSchedule(client: Client, id: string, note?: string): Promise<void> {
  await (await findSchedule(client, id)).handle.unpause(note);
}

export async function backfillSchedule(
  client: Client,
  id: string,
  { start, end, overlap = 'buffer_all' }: { start: Date; end: Date; overlap?: Overlap },
): Promise<void> {
  checkBackfill({ start, end });
  await (await findSchedule(client, id)).handle.backfill({ start, end, overlap: toPolicy(overlap) });
}

/** What can be said of it without a server. @throws ScheduleError */
export function checkBackfill({ start, end }: { start: Date; end: Date }): void {
  if (end <= start) throw new ScheduleError('--end is not after --start, so that no run would start');
}

export async function deleteSchedule(client: Client, id: string): Promise<void> {
  await (await findSchedule(client, id)).handle.delete();
}
