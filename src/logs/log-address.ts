import type { Client } from '@temporalio/client';
import type { LogHome } from './attempt-file.ts';

/** Where the logs of an execution are: its run's, and within it below the phases whose sub-workflow it is. */
export interface LogAddress {
  readonly home: LogHome;
  readonly above: readonly string[];
  /** The execution has ended. */
  readonly isOver: boolean;
}

/**
 * Asks Temporal: a run that continued as new has the logs of its first execution, and a sub-workflow those of the run it is a part of.
 * @throws WorkflowNotFoundError, and whatever the connection may throw
 */
export async function logAddressOf(client: Client, workflowId: string, runId?: string): Promise<LogAddress> {
  const { raw, status, runId: current } = await client.workflow.getHandle(workflowId, runId).describe();
  const { firstRunId, rootExecution: root } = raw.workflowExecutionInfo ?? {};
  const isOver = status.name !== 'RUNNING' && status.name !== 'CONTINUED_AS_NEW';
  // The interpreter names its children so; anything else was started by somebody's own workflow.
  if (root?.workflowId && root.runId && workflowId.startsWith(`${root.workflowId}/`)) {
    const { home } = await logAddressOf(client, root.workflowId, root.runId);
    return { home, above: workflowId.slice(root.workflowId.length + 1).split('/'), isOver };
  }
  return { home: { workflowId, runId: firstRunId || current }, above: [], isOver };
}
