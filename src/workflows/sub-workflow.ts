import {
  ApplicationFailure,
  ChildWorkflowCancellationType,
  ChildWorkflowFailure,
  executeChild,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { JsonObject } from '../definition/json.ts';
import { INTERPRETER, type RunInput } from './run-input.ts';
import type { PhaseState } from './phase-state.ts';
import type { RunResult } from './run-result.ts';
import { failedSubRun, toSubRun } from './sub-run.ts';
import type { WorkflowOutcome } from './work.ts';

/** Runs a phase's sub-workflow as a child workflow, with a history and a page in the Web UI of its own. Never rejects. */
export async function runSubWorkflow(
  phase: PhaseState,
  given: JsonObject,
  { definitionHash, payloadsAreKept }: Pick<RunInput, 'definitionHash' | 'payloadsAreKept'>,
): Promise<WorkflowOutcome> {
  const { definition, inputs, outcome } = toSubRun(phase, given);
  if (outcome) return outcome;
  phase.childId = `${workflowInfo().workflowId}/${phase.definition.name}`;
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
    return failedSubRun(cause instanceof Error ? cause.message : String(cause), result);
  }
}
