import type { Context } from '@temporalio/activity';
import type { temporal } from '@temporalio/proto';
import type { AgentTask } from '../workflows/agent-task.ts';
import { grantAttempt } from './grant-attempt.ts';
import type { Heartbeat } from './heartbeat.ts';

/**
 * An attempt that follows one whose worker was lost is no retry: the agent had done nothing wrong. Temporal counts it as one,
 * so the activity is allowed one attempt more. (Where there is none left, the workflow starts the activity anew.) Gives whether it was so.
 */
export async function forgiveLoss(context: Context, task: AgentTask, heartbeat: Heartbeat): Promise<boolean> {
  const { workflowExecution, workflowNamespace: namespace, activityId, attempt } = context.info;
  if (attempt === 1 || !workflowExecution || !namespace) return false;
  try {
    const request = { namespace, execution: workflowExecution };
    const { pendingActivities } = await context.client.workflowService.describeWorkflowExecution(request);
    const activity = pendingActivities?.find((pending) => pending.activityId === activityId);
    if (!activity || !wasLost(activity)) return false;
    await grantAttempt(context, task, heartbeat);
    return true;
  } catch (error) {
    context.log.warn('the attempt before this one counts as a retry, although its worker may have been lost', {
      error: String(error),
    });
    return false;
  }
}

const wasLost = ({ lastFailure }: temporal.api.workflow.v1.IPendingActivityInfo): boolean =>
  // 4 is the protocol's number for a heartbeat that did not come.
  lastFailure?.timeoutFailureInfo?.timeoutType === 4;
