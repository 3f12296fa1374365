import type { Context } from '@temporalio/activity';
import type { AgentTask } from '../workflows/agent-task.ts';
import type { Heartbeat } from './heartbeat.ts';

/** An agent that meets the end of its worker more often than this begins to pay for it with retries. */
const MAX_RESTARTS = 10;

/** Allows an agent one attempt more, for one that came to nothing at no fault of its own. Costs no event. False when these are used up. */
export async function grantAttempt(
  context: Context,
  { maxAttempts }: AgentTask,
  heartbeat: Heartbeat,
): Promise<boolean> {
  const { workflowExecution, workflowNamespace, activityId } = context.info;
  const restarts = heartbeat.details.restarts ?? 0;
  if (restarts >= MAX_RESTARTS || !workflowExecution || !workflowNamespace) return false;
  await context.client.workflowService.updateActivityOptions({
    namespace: workflowNamespace,
    execution: workflowExecution,
    id: activityId,
    activityOptions: { retryPolicy: { maximumAttempts: maxAttempts + restarts + 1 } },
    updateMask: { paths: ['retry_policy.maximum_attempts'] },
  });
  // A heartbeat's details outlive the attempt, and with them the agent's checkpoint.
  heartbeat.send({ restarts: restarts + 1 });
  return true;
}
