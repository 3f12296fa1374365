import { ApplicationFailure, type Context } from '@temporalio/activity';
import type { AgentTask } from '../workflows/agent-task.ts';
import type { Heartbeat } from './heartbeat.ts';

/** A run that meets a worker's shutdown more often than this begins to pay for it with retries. */
const MAX_RESTARTS = 10;

/**
 * Gives up an attempt because its worker shuts down, so that the next worker starts the agent at once and no retry is used
 * up: Temporal would count it, so the activity is allowed one attempt more. Costs no event. Throws what the attempt is to
 * fail with; returns when the restarts are used up.
 */
export async function handOver(context: Context, { maxAttempts }: AgentTask, heartbeat: Heartbeat): Promise<void> {
  const { info } = context;
  const restarts = heartbeat.details.restarts ?? 0;
  if (restarts >= MAX_RESTARTS || !info.workflowExecution || !info.workflowNamespace) return;
  try {
    await context.client.workflowService.updateActivityOptions({
      namespace: info.workflowNamespace,
      execution: info.workflowExecution,
      id: info.activityId,
      activityOptions: { retryPolicy: { maximumAttempts: maxAttempts + restarts + 1 } },
      updateMask: { paths: ['retry_policy.maximum_attempts'] },
    });
  } catch (error) {
    context.log.warn('the attempt could not be handed over and counts as a retry', { error: String(error) });
    return;
  }
  // Stored with the failure: a heartbeat's details outlive the attempt, and with them the agent's checkpoint.
  heartbeat.send({ restarts: restarts + 1 });
  throw ApplicationFailure.create({
    message: 'the worker shut down; the agent is started again on another',
    type: 'WorkerShutdown',
    nextRetryDelay: 1,
    category: 'BENIGN',
  });
}
