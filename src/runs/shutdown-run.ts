import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { describeRun } from './find-run.ts';

/** How long agents have to stop by themselves, in milliseconds. */
export const DEFAULT_GRACE = 30_000;

/**
 * Asks a run to end: nothing more starts, agents at work are told to stop and have `grace` to do so. Returns at once;
 * does nothing to a run that has ended.
 */
export async function shutdownRun(client: Client, workflowId: string, grace = DEFAULT_GRACE): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    if (grace !== DEFAULT_GRACE) await handle.signal('shutdown', { grace });
    // A request for cancellation, unlike a signal, also reaches a run that no worker has begun.
    else await handle.cancel();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    await describeRun(client, workflowId);
  }
}
