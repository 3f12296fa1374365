import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { listRuns } from './list-runs.ts';

export class RunNotFoundError extends Error {
  override readonly name = 'RunNotFoundError';
}

/** The Workflow ID that RUN stands for: itself, or for `@last` the run that was started last on the task queue. */
export async function findRun(client: Client, run: string, taskQueue: string): Promise<string> {
  if (run !== '@last') return run;
  const [last] = await listRuns(client, { taskQueue, limit: 1 });
  if (last) return last.workflow_id;
  throw new RunNotFoundError(
    `there is no run on the task queue "${taskQueue}" yet; start one with \`orchestrator run\``,
  );
}

export async function describeRun(client: Client, workflowId: string): Promise<WorkflowExecutionDescription> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    throw new RunNotFoundError(
      `there is no run "${workflowId}" on this server; runs are forgotten when their retention has passed. @last is the one started last`,
      { cause: error },
    );
  }
}
