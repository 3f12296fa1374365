import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { RunStatus } from '../workflows/run-result.ts';
import { startedAt } from './started-at.ts';
import { quote, startedSince, visibleRuns } from './visible-runs.ts';

export interface ListedRun {
  readonly workflow_id: string;
  readonly workflow: string;
  readonly status: RunStatus;
  readonly started_at: string;
  readonly finished_at: string | null;
}

export interface ListOptions {
  readonly taskQueue: string;
  readonly limit: number;
  readonly status?: RunStatus;
  /** The name of the definition. */
  readonly workflow?: string;
  /** Started at this time or later. */
  readonly since?: Date;
  /** Started by the schedule with this id. */
  readonly schedule?: string;
}

/** Runs of a task queue: those under way, and those that ended last; the latest first. */
export async function listRuns(client: Client, options: ListOptions): Promise<ListedRun[]> {
  const { taskQueue, limit, status, workflow, since, schedule } = options;
  const query = visibleRuns(
    taskQueue,
    ...(status === undefined ? [] : [STATUS_QUERY[status]]),
    ...(workflow === undefined ? [] : [`WorkflowType = ${quote(workflow)}`]),
    ...(since === undefined ? [] : [startedSince(since)]),
    ...(schedule === undefined ? [] : [`TemporalScheduledById = ${quote(schedule)}`]),
  );
  const runs: ListedRun[] = [];
  for await (const info of client.workflow.list({ query, pageSize: Math.min(limit, 100) })) {
    const run = toListedRun(info);
    // The server knows less of both than we do.
    const isWanted = status === undefined || run.status === status;
    if (isWanted && (since === undefined || startedAt(info) >= since)) runs.push(run);
    if (runs.length >= limit) break;
  }
  return runs.toSorted((a, b) => b.started_at.localeCompare(a.started_at));
}

function toListedRun(info: WorkflowExecutionInfo): ListedRun {
  return {
    workflow_id: info.workflowId,
    workflow: info.type,
    status: statusOf(info),
    started_at: startedAt(info).toISOString(),
    finished_at: info.closeTime?.toISOString() ?? null,
  };
}

/** What narrows the server's search. It does not know a run that has ended itself by its own timeout from one that has failed. */
const STATUS_QUERY: Record<RunStatus, string> = {
  running: 'ExecutionStatus = "Running"',
  success: 'ExecutionStatus = "Completed"',
  failed: 'ExecutionStatus IN ("Failed", "Terminated")',
  cancelled: 'ExecutionStatus = "Canceled"',
  timed_out: 'ExecutionStatus IN ("Failed", "TimedOut")',
};

/** How a run stands, in our words, from what the server lists of it. */
export function statusOf({ status, memo }: Pick<WorkflowExecutionInfo, 'status' | 'memo'>): RunStatus {
  switch (status.name) {
    case 'COMPLETED':
      return 'success';
    case 'CANCELLED':
      return 'cancelled';
    case 'TIMED_OUT':
      return 'timed_out';
    case 'TERMINATED':
      return 'failed';
    case 'FAILED':
      return memo?.['status'] === 'timed_out' ? 'timed_out' : 'failed';
    default:
      return 'running';
  }
}
