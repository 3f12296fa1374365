import { ApplicationFailure } from '@temporalio/workflow';
import type { RunDefinition } from '../definition/run-definition.ts';

/** What a run is started with. */
export interface RunInput {
  /** The interpreter that the client resolved the definition for. A worker that does not know it leaves the run to one that does. */
  readonly interpreter: number;
  readonly definition: RunDefinition;
  /** `sha256:…` of the definition, so that runs of the same definition can be told from runs of another one. */
  readonly definitionHash: string;
}

export const INTERPRETER = 1;

/**
 * Refuses what no client of ours sends: whoever reaches Temporal can start a run.
 * @throws Error for a newer interpreter: a plain error fails the workflow task only, so that the run waits for a worker that knows it.
 */
export function checkInput(input: RunInput | undefined): void {
  if (typeof input?.interpreter !== 'number' || !Array.isArray(input.definition?.phases)) {
    throw ApplicationFailure.nonRetryable(
      'the run was started without a resolved workflow definition; start it with `orchestrator run`',
      'InvalidInput',
    );
  }
  if (input.interpreter > INTERPRETER)
    throw new Error(
      `this worker interprets definitions up to version ${INTERPRETER}; the run needs ${input.interpreter}`,
    );
}
