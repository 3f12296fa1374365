import type { Client } from '@temporalio/client';
import { quote } from './visible-runs.ts';

export interface OpenOptions {
  readonly taskQueue: string;
  readonly limit: number;
  /** The name of the definition. */
  readonly workflow?: string | undefined;
}

/** The Workflow IDs of all that workers of a task queue have to go on with: runs, their sub-workflows, and what limits how many there are. */
export async function openExecutions(client: Client, { taskQueue, limit, workflow }: OpenOptions): Promise<string[]> {
  const query = [
    `TaskQueue = ${quote(taskQueue)}`,
    'ExecutionStatus = "Running"',
    ...(workflow === undefined ? [] : [`WorkflowType = ${quote(workflow)}`]),
  ].join(' AND ');
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query, pageSize: Math.min(limit, 100) })) {
    ids.push(workflowId);
    if (ids.length >= limit) break;
  }
  return ids;
}
