import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';
import type { RunStatus } from '../workflows/run-result.ts';

export interface ListedRun {
  readonly workflow_id: string;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly started_at: string;
  readonly finished_at: string | null;
}

/** The latest runs of a task queue, the latest first. */
export async function listRuns(
  client: Client,
  { taskQueue, limit }: { taskQueue: string; limit: number },
): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  const query = `TaskQueue = "${taskQueue.replaceAll('"', '')}"`;
  for await (const { workflowId, type, status, startTime, closeTime } of client.workflow.list({
    query,
    pageSize: Math.min(limit, 100),
  })) {
    runs.push({
      workflow_id: workflowId,
      workflow: type,
      status: STATUS[status.name] ?? 'running',
      started_at: startTime.toISOString(),
      finished_at: closeTime?.toISOString() ?? null,
    });
    if (runs.length >= limit) break;
  }
  return runs;
}

const STATUS: Partial<Record<WorkflowExecutionStatusName, RunStatus>> = {
  COMPLETED: 'success',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'failed',
  TIMED_OUT: 'timed_out',
};
