import { checkInputs } from '../definition/inputs/check-inputs.ts';
import type { JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { PhaseState } from './phase-state.ts';
import type { RunResult } from './run-result.ts';
import type { WorkflowOutcome } from './work.ts';

/** What the sub-workflow of a phase is started with, or how it ended before it began. */
export type SubRun =
  | { readonly definition: RunDefinition; readonly inputs: JsonObject; readonly outcome?: undefined }
  | { readonly outcome: WorkflowOutcome; readonly definition?: undefined; readonly inputs?: undefined };

export function toSubRun({ definition: { workflow, maxWorkers } }: PhaseState, given: JsonObject): SubRun {
  const definition = { ...workflow!.definition };
  const { inputs, problems } = checkInputs(definition.inputs, given);
  const [problem] = problems;
  if (problem) return { outcome: { status: 'failed', error: { type: 'BadInput', message: problem.message } } };
  if (maxWorkers !== undefined) definition.maxWorkers = Math.min(maxWorkers, definition.maxWorkers);
  return { definition, inputs };
}

/** What the failure of a sub-workflow is to the phase that ran it. */
export function failedSubRun(message: string, result: Pick<RunResult, 'error'> | undefined): WorkflowOutcome {
  return { status: 'failed', error: { type: result?.error?.type ?? 'SubWorkflowFailed', message } };
}
