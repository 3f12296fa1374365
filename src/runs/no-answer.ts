import type { Client } from '@temporalio/client';
import { workerCommand } from './worker-command.ts';
import { describeRun } from './find-run.ts';
import { whyStuck } from './why-stuck.ts';

/** No worker answered for a run that is under way, so that only the server's view of it is known. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
}

/** Workers try to go on with the run, and fail. */
export class RunStuckError extends Error {
  override readonly name = 'RunStuckError';
}

/** A worker answers in milliseconds, where there is one. */
export const ANSWER_TIMEOUT = 5_000;

/** What it means that a run has not answered. */
export async function noAnswer(client: Client, workflowId: string, cause: unknown): Promise<Error> {
  const run = await describeRun(client, workflowId);
  const reason = await whyStuck(client, run);
  if (reason !== undefined)
    return new RunStuckError(`the run "${workflowId}" cannot go on, and is tried again until it can: ${reason}`, {
      cause,
    });
  return new NoWorkerError(
    `the run "${workflowId}" is under way, but no worker answered within ${ANSWER_TIMEOUT / 1000} seconds; start one with \`${workerCommand(run.taskQueue)}\``,
    { cause },
  );
}
