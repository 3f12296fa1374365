import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { failureMessage } from '../encryption/failure-message.ts';

/** Enough to hold the last workflow task and what came in after it. */
const EVENTS = 20;

/**
 * Why workers fail to go on with a run, if that is so: for instance a stored payload that is missing. Temporal tries again for
 * ever, so that the run goes on once that is mended; until then nothing but this tells of it.
 */
export async function whyStuck(client: Client, { raw }: WorkflowExecutionDescription): Promise<string | undefined> {
  if ((raw.pendingWorkflowTask?.attempt ?? 1) < 2) return undefined;
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: raw.workflowExecutionInfo?.execution ?? null,
    maximumPageSize: EVENTS,
  });
  for (const { workflowTaskFailedEventAttributes: failed, workflowTaskCompletedEventAttributes } of history?.events ??
    []) {
    if (workflowTaskCompletedEventAttributes) return undefined;
    if (failed) return failureMessage(client, failed.failure);
  }
  return undefined;
}
