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
  const retention = config?.workflowExecutionRetentionTtl;
  if (!retention) return undefined;
  const latest = now - tsToMs(retention);
  const older = { namespace, pageSize: ENOUGH, query: `StartTime < "${new Date(latest).toISOString()}"` };
  const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions(older);
  if (nextPageToken && nextPageToken.length > 0) return undefined;
  const starts = executions.flatMap(({ startTime }) => (startTime ? [tsToMs(startTime)] : []));
  return new Date(Math.min(latest, ...starts) - MARGIN);
}
