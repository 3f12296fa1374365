import { WorkflowNotFoundError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { startedAt } from './started-at.ts';
import { startedSince, visibleRuns } from './visible-runs.ts';

export class RunNotFoundError extends Error {
  override readonly name = 'RunNotFoundError';
}

/** The Workflow ID that RUN stands for: itself, or for `@last` the run that was started last on the task queue. */
export async function findRun(client: Client, run: string, taskQueue: string): Promise<string> {
  if (run !== '@last') return run;
  const last = await lastRun(client, taskQueue);
  if (last !== undefined) return last;
  throw new RunNotFoundError(
    `there is no run on the task queue "${taskQueue}" yet; start one with \`orchestrator run\``,
  );
}

/**
 * Temporal lists runs under way first, then those that ended last, whenever they were started, and takes no other order.
 * So this asks again for runs that were started later than the latest seen, until there are none.
 */
async function lastRun(client: Client, taskQueue: string): Promise<string | undefined> {
  let last: { readonly workflowId: string; readonly time: Date } | undefined;
  for (;;) {
    const later = last ? [startedSince(new Date(last.time.getTime() + 1))] : [];
    const query = visibleRuns(taskQueue, ...later);
    const before = last;
    let seen = 0;
    for await (const run of client.workflow.list({ query, pageSize: PAGE })) {
      const time = startedAt(run);
      if (!last || time > last.time) last = { workflowId: run.workflowId, time };
      if (++seen >= PAGE) break;
    }
    if (seen < PAGE || last === before) return last?.workflowId;
  }
}

const PAGE = 100;

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
