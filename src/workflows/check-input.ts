import { ApplicationFailure } from '@temporalio/workflow';
import { INTERPRETER, type RunInput } from './run-input.ts';

/**
 * Refuses what no client of ours sends: whoever reaches Temporal can start a run.
 * @throws Error for a newer interpreter: a plain error fails the workflow task only, so that the run waits for a worker that knows it.
 */
export function checkInput(input: RunInput | undefined): asserts input is RunInput {
  if (typeof input?.interpreter !== 'number' || !Array.isArray(input.definition?.phases)) {
    const message = 'the run was started without a resolved workflow definition; start it with `orchestrator run`';
    throw ApplicationFailure.nonRetryable(message, 'InvalidInput');
  }
  if (input.interpreter <= INTERPRETER) return;
  throw new Error(
    `the run needs interpreter ${input.interpreter}, and this worker has ${INTERPRETER}: start a newer worker`,
  );
}
