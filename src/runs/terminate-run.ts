import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { describeRun } from './find-run.ts';
import { RunOverError } from './run-over-error.ts';

/** Ends a run at once, from outside: its agents are not asked to stop, nothing is done at last, and it leaves no result. */
export async function terminateRun(client: Client, workflowId: string, reason?: string): Promise<void> {
  try {
    await client.workflow.getHandle(workflowId).terminate(reason);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await describeRun(client, workflowId);
    throw new RunOverError(workflowId, { cause: error });
  }
}
