import { ApplicationFailure } from '@temporalio/workflow';
import { isReusedRun } from './reuse.ts';
import { INTERPRETER, type RunInput } from './run-input.ts';

/**
 * Refuses what no client of ours sends: whoever reaches Temporal can start a run.
 * @throws Error for a newer interpreter: a plain error fails the workflow task only, so that the run waits for a worker that knows it.
 */
export function checkInput(input: RunInput | undefined): asserts input is RunInput {
  if (typeof input?.interpreter !== 'number' || !Array.isArray(input.definition?.phases))
    refuse('the run was started without a resolved workflow definition; start it with `orchestrator run`');
  if (input.reuse !== undefined && !isReusedRun(input.reuse))
    refuse('what the run is to use of an earlier one cannot be read; start it with `orchestrator rerun`');
  if (input.interpreter <= INTERPRETER) return;
  throw new Error(
    `the run needs interpreter ${input.interpreter}, and this worker has ${INTERPRETER}: start a newer worker`,
  );
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, 'InvalidInput');
}
