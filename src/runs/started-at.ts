import type { WorkflowExecutionInfo } from '@temporalio/client';

/** When a run was started: one that has continued as new is listed with the time at which it last did, and tells this in its memo. */
export function startedAt({ startTime, memo }: Pick<WorkflowExecutionInfo, 'startTime' | 'memo'>): Date {
  const told = memo?.['started_at'];
  const time = new Date(typeof told === 'string' ? told : NaN);
  return Number.isNaN(time.getTime()) ? startTime : time;
}
