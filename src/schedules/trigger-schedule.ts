import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ScheduleDescription } from '@temporalio/client';
import { findSchedule } from './find-schedule.ts';
import { toPolicy, type Overlap } from './overlap.ts';

const PATIENCE = 5_000;

/** The Workflow ID of the run that was started; undefined where an earlier one is still under way, so that it was skipped or waits. */
export async function triggerSchedule(client: Client, id: string, overlap?: Overlap): Promise<string | undefined> {
  const { handle, description: before } = await findSchedule(client, id);
  const known = new Set(workflowIds(before));
  await handle.trigger(overlap === undefined ? before.policies.overlap : toPolicy(overlap));
  const until = Date.now() + PATIENCE;
  // The server starts it a moment later.
  while (Date.now() < until) {
    const now = await handle.describe();
    const started = workflowIds(now).find((each) => !known.has(each));
    if (started !== undefined) return started;
    if (now.info.numActionsSkippedOverlap > before.info.numActionsSkippedOverlap) return undefined;
    await delay(200);
  }
  return undefined;
}

const workflowIds = ({ info }: ScheduleDescription): string[] =>
  [...info.recentActions.map(({ action }) => action), ...info.runningActions].map(
    ({ workflow }) => workflow.workflowId,
  );
