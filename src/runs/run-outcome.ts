import {
  ApplicationFailure,
  CancelledFailure,
  TimeoutFailure,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import { outlastOutage } from '../connection/outlast-outage.ts';
import type { RunResult, RunStatus } from '../workflows/run-result.ts';
import { describeRun } from './find-run.ts';
import { runInputOf } from './run-input-of.ts';
import { startedAt } from './started-at.ts';

/** Waits for a run's end and gives its result, whatever the end was. Needs no worker, and outlasts a server that is started again. */
export async function waitForResult(client: Client, workflowId: string): Promise<RunResult> {
  try {
    return (await outlastOutage(() => client.workflow.getHandle(workflowId).result())) as RunResult;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) await describeRun(client, workflowId); // which says so
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { cause } = error;
    if (cause instanceof ApplicationFailure) {
      const [result] = (cause.details ?? []) as Partial<RunResult>[];
      return result?.results
        ? (result as RunResult)
        : withoutResult(client, workflowId, 'failed', cause.type ?? 'Error', cause.message);
    }
    if (cause instanceof CancelledFailure) {
      const { memo } = await describeRun(client, workflowId);
      return (
        (memo?.['result'] as RunResult | undefined) ??
        withoutResult(client, workflowId, 'cancelled', 'Cancelled', 'the run was cancelled')
      );
    }
    if (cause instanceof TimeoutFailure)
      return withoutResult(client, workflowId, 'timed_out', 'Timeout', 'the run took longer than the server lets it');
    return withoutResult(client, workflowId, 'failed', 'Terminated', await whyTerminated(client, workflowId));
  }
}

/** The reason stands in the last event alone. */
async function whyTerminated(client: Client, workflowId: string): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const reason = history?.events?.[0]?.workflowExecutionTerminatedEventAttributes?.reason;
  return reason ? `the run was terminated: ${reason}` : 'the run was terminated';
}

/** A run that was ended from outside, for instance by a terminate, has left no result: this says what is known. */
async function withoutResult(
  client: Client,
  workflowId: string,
  status: RunStatus,
  type: string,
  message: string,
): Promise<RunResult> {
  const run = await describeRun(client, workflowId);
  // Anyone may have started it, with anything.
  const input = await runInputOf(client, workflowId).catch(() => undefined);
  const { runId, type: workflow, startTime, closeTime } = run;
  return {
    status,
    phases_executed: 0,
    total_duration: ((closeTime ?? startTime).getTime() - startedAt(run).getTime()) / 1000,
    results: [],
    workflow,
    workflow_id: workflowId,
    run_id: runId,
    definition_hash: input?.definitionHash ?? '',
    outputs: {},
    error: { type, message, phase: null, agent: null },
  };
}
