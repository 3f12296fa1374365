import type { Client } from '@temporalio/client';
import { workerCommand } from './worker-command.ts';
import { describeRun } from './find-run.ts';
import { needsNewer } from './needs-newer.ts';
import { whyStuck } from './why-stuck.ts';
import { whyRunUnserved } from './why-unserved.ts';

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
  const description = await describeRun(client, workflowId);
  // What is wrong shows when it has something to do; a run that waits for people has not.
  const reason = (await whyStuck(client, description)) ?? (await needsNewer(client, workflowId));
  if (reason !== undefined)
    return new RunStuckError(`the run "${workflowId}" cannot go on, and is tried again until it can: ${reason}`, {
      cause,
    });
  const unserved = await whyRunUnserved(client, description).catch(() => undefined);
  if (unserved?.problem !== undefined)
    return new NoWorkerError(`the run "${workflowId}" waits: ${unserved.problem}; ${unserved.remedy}`, { cause });
  return new NoWorkerError(
    `the run "${workflowId}" is under way, but no worker answered within ${ANSWER_TIMEOUT / 1000} seconds; start one with \`${workerCommand(description.taskQueue)}\``,
    { cause },
  );
}
