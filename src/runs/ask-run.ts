import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import type { Json } from '../definition/json.ts';
import { describeRun } from './find-run.ts';
import { ANSWER_TIMEOUT, noAnswer } from './no-answer.ts';
import { queryStatusPage } from './query-status.ts';
import { RunOverError } from './run-over-error.ts';

/** The run does not do what it was asked, and its message says why. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/**
 * Asks something of a run, by a Temporal Update, and gives its answer.
 * @throws RefusedError; RunNotFoundError; RunOverError; NoWorkerError where nobody answers within five seconds.
 */
export async function askRun<Answer>(
  client: Client,
  workflowId: string,
  update: string,
  argument?: Json,
): Promise<Answer> {
  const { status } = await describeRun(client, workflowId);
  if (status.name !== 'RUNNING') throw new RunOverError(workflowId);
  // Where no worker answers, the Update is not even sent: it would wait on the server, and be taken long after we said that it was not.
  // And a worker that has yet to replay the run would check the Update before it has taken in the last events.
  await queryStatusPage(client, workflowId, 0);
  const handle = client.workflow.getHandle(workflowId);
  try {
    return await client.withDeadline(Date.now() + ANSWER_TIMEOUT, () =>
      argument === undefined
        ? handle.executeUpdate<Answer, []>(update)
        : handle.executeUpdate<Answer, [Json]>(update, { args: [argument] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError)
      throw new RefusedError(error.cause?.message ?? error.message, { cause: error });
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) throw await noAnswer(client, workflowId, error);
    // It ended, or went on as new, in the meantime.
    if (error instanceof WorkflowNotFoundError) throw new RunOverError(workflowId, { cause: error });
    throw error;
  }
}
