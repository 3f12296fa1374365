import { tsToMs } from '@temporalio/common/lib/time.js';
import type { Client } from '@temporalio/client';

/** A client stores a run's input before the run starts, and clocks differ. */
const MARGIN = 86_400_000;
const ENOUGH = 1_000;

/**
 * What was last used before this moment belongs to no run that the namespace still has: neither to one that is open, however
 * old, nor to one whose retention has not passed. Undefined if that cannot be told.
 */
export async function sweepHorizon(client: Client, namespace: string, now = Date.now()): Promise<Date | undefined> {
  const { config } = await client.workflowService.describeNamespace({ namespace });
  if (!config?.workflowExecutionRetentionTtl) return undefined;
  const kept = now - tsToMs(config.workflowExecutionRetentionTtl);
  const query = `StartTime < "${new Date(kept).toISOString()}"`;
  const older = await client.workflowService.listWorkflowExecutions({ namespace, pageSize: ENOUGH, query });
  if (older.nextPageToken && older.nextPageToken.length > 0) return undefined;
  const starts = older.executions.flatMap(({ startTime }) => (startTime ? [tsToMs(startTime)] : []));
  return horizonOf(kept, starts);
}

/** `kept`: since when every run is still there. `starts`: when those began that are there although they began earlier. */
export const horizonOf = (kept: number, starts: readonly number[]): Date =>
  new Date(Math.min(kept, ...starts) - MARGIN);
