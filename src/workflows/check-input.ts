import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { checkRunDefinition } from '../definition/check-definition.ts';
import { checkInputs } from '../definition/inputs/check-inputs.ts';
import { isReusedRun } from './reuse.ts';
import { INTERPRETER, type RunInput } from './run-input.ts';

/**
 * Refuses what no client of ours sends: whoever reaches Temporal can start a run.
 * @throws Error for a newer interpreter: a plain error fails the workflow task only, so that the run waits for a worker that knows it.
 */
export function checkInput(input: RunInput | undefined): asserts input is RunInput {
  if (typeof input?.interpreter !== 'number')
    refuse('the run was started without a resolved workflow definition; start it with `orchestrator run`');
  if (input.interpreter > INTERPRETER) {
    throw new Error(
      `the run needs interpreter ${input.interpreter}, and this worker has ${INTERPRETER}: start a newer worker`,
    );
  }
  // A run that goes on as new has been checked. Only a run can say that it is one, not who starts it.
  if (workflowInfo().continuedFromExecutionRunId !== undefined) return;
  if (input.carried !== undefined) refuse('a run that nothing went before cannot carry anything along');
  const fault = checkRunDefinition(input.definition);
  if (fault !== undefined) refuse(`the run's definition is none that a client of ours sends: ${fault}`);
  const [problem] = checkInputs(input.definition.inputs, input.inputs).problems;
  if (problem) refuse(problem.message);
  if (input.reuse !== undefined && !isReusedRun(input.reuse))
    refuse('what the run is to use of an earlier one cannot be read; start it with `orchestrator rerun`');
}

function refuse(message: string): never {
  throw ApplicationFailure.nonRetryable(message, 'InvalidInput');
}
