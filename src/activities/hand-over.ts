import { ApplicationFailure, type Context } from '@temporalio/activity';
import type { AgentTask } from '../workflows/agent-task.ts';
import { grantAttempt } from './grant-attempt.ts';
import type { Heartbeat } from './heartbeat.ts';

/**
 * Gives up an attempt because its worker shuts down, so that the next worker starts the agent at once and no retry is used
 * up. Throws what the attempt is to fail with; returns when the restarts are used up.
 */
export async function handOver(context: Context, task: AgentTask, heartbeat: Heartbeat): Promise<void> {
  try {
    if (!(await grantAttempt(context, task, heartbeat))) return;
  } catch (error) {
    context.log.warn('the attempt could not be handed over and counts as a retry', { error: String(error) });
    return;
  }
  throw ApplicationFailure.create({
    message: 'the worker shut down; the agent is started again on another',
    type: 'WorkerShutdown',
    nextRetryDelay: 1,
    category: 'BENIGN',
  });
}
