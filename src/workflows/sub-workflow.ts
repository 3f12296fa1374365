import {
  ApplicationFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import { checkInputs } from '../definition/inputs/check-inputs.ts';
import type { JsonObject } from '../definition/json.ts';
import { INTERPRETER, type RunInput } from './run-input.ts';
import type { PhaseState } from './phase-state.ts';
import type { RunResult } from './run-result.ts';
import type { WorkflowOutcome } from './work.ts';

/** Runs a phase's sub-workflow as a child workflow, with a history and a page in the Web UI of its own. Never rejects. */
export async function runSubWorkflow(
  phase: PhaseState,
  given: JsonObject,
  { definitionHash, payloadsAreKept }: Pick<RunInput, 'definitionHash' | 'payloadsAreKept'>,
): Promise<WorkflowOutcome> {
  const { name, workflow, maxWorkers } = phase.definition;
  const definition = { ...workflow!.definition };
  const { inputs, problems } = checkInputs(definition.inputs, given);
  const [problem] = problems;
  if (problem) return { status: 'failed', error: { type: 'BadInput', message: problem.message } };
  if (maxWorkers !== undefined) definition.maxWorkers = Math.min(maxWorkers, definition.maxWorkers);
  phase.childId = `${workflowInfo().workflowId}/${name}`;
  const input: RunInput = {
    interpreter: INTERPRETER,
    definition,
    definitionHash,
    inputs,
    ...(payloadsAreKept ? { payloadsAreKept } : {}),
  };
  try {
    const { outputs } = await executeChild<(input: RunInput) => Promise<RunResult>>(definition.name, {
      workflowId: phase.childId,
      args: [input],
      cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      ...(definition.description === undefined ? {} : { staticSummary: definition.description.slice(0, 200) }),
    });
    return { status: 'success', outputs };
  } catch (failure) {
    if (isCancellation(failure)) return { status: 'cancelled' };
    const cause = failure instanceof ChildWorkflowFailure ? failure.cause : failure;
    const result = cause instanceof ApplicationFailure ? (cause.details?.[0] as RunResult | undefined) : undefined;
    const message = cause instanceof Error ? cause.message : String(cause);
    return { status: 'failed', error: { type: result?.error?.type ?? 'SubWorkflowFailed', message } };
  }
}
