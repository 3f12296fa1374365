import {
  ApplicationFailure,
  CancelledFailure,
  CancellationScope,
  setHandler,
  sleep,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { formatDuration } from '../definition/duration.ts';
import { runAgent } from './agent-activity.ts';
import { showDetails } from './details.ts';
import { cancelSignal, shutdownSignal, statusQuery } from './messages.ts';
import { requestCancel } from './request-cancel.ts';
import type { RunInput } from '../definition/run-input.ts';
import { checkInput } from './check-input.ts';
import type { RunResult, RunStatus } from './run-result.ts';
import { Scheduler } from './scheduler.ts';
import { errorOf, phasesExecuted, seconds, statusOf, toPhaseResults } from './to-result.ts';

/** How long a run waits for agents that were asked to stop, beyond the grace in which the worker ends them by force. */
const STOP_MARGIN = 5_000;
const DEFAULT_GRACE = 30_000;
/** A result must fit into one payload of 2 MiB, whatever the agents return. */
const RESULT_BUDGET = 1_500_000;
/** A memo comes back with every listing of runs: the result of a cancelled run keeps only small outputs. */
const MEMO_BUDGET = 64_000;

/** Interprets one workflow definition: starts what may start, waits for what runs, until nothing is left. */
export async function run(input: RunInput): Promise<RunResult> {
  checkInput(input);
  const { definition } = input;
  const scheduler = new Scheduler(definition, Date.now);
  const startedAt = Date.now();
  const agents = new CancellationScope();
  const timers = new CancellationScope({ cancellable: false });
  let ended: 'cancelled' | 'timed_out' | undefined;
  let grace = DEFAULT_GRACE;
  let forced = () => {};
  const overdue = new Promise<void>((resolve) => (forced = resolve));

  async function work(): Promise<void> {
    const started: Promise<void>[] = [];
    for (let agent = scheduler.take(); agent; agent = scheduler.take()) {
      const taken = agent;
      started.push(
        runAgent(taken, definition).then((outcome) => {
          scheduler.settle(taken, outcome);
          showDetails(scheduler);
          return work();
        }),
      );
    }
    await Promise.all(started);
  }

  function stop(why: 'cancelled' | 'timed_out', reason: string): void {
    const first = ended === undefined;
    // A run that was cancelled closes so, even if its timeout came first.
    if (ended !== 'cancelled') ended = why;
    if (!first) return;
    scheduler.stop(reason);
    agents.cancel();
    if (scheduler.running > 0) void timers.run(() => sleep(grace + STOP_MARGIN)).then(forced, () => {});
  }

  function result(status: RunStatus, budget: number): RunResult {
    const { workflowId, runId, workflowType } = workflowInfo();
    return {
      status,
      phases_executed: phasesExecuted(scheduler.phases),
      total_duration: seconds(startedAt, Date.now()) ?? 0,
      results: toPhaseResults(scheduler.phases, Date.now(), budget),
      workflow: workflowType,
      workflow_id: workflowId,
      run_id: runId,
      definition_hash: input.definitionHash,
      outputs: {},
      error: errorOf(scheduler),
    };
  }

  setHandler(statusQuery, () => result(ended ?? statusOf(scheduler), RESULT_BUDGET));
  for (const signal of [cancelSignal, shutdownSignal]) {
    setHandler(signal, (options) => {
      // Anyone may send a signal, with anything in it.
      if (Number.isFinite(options?.grace)) grace = Math.max(0, options!.grace!);
      requestCancel();
    });
  }
  CancellationScope.current().cancelRequested.catch(() => stop('cancelled', 'the run was cancelled'));
  if (definition.timeout !== undefined) {
    const { timeout } = definition;
    void timers
      .run(() => sleep(timeout))
      .then(
        () => stop('timed_out', `the run took longer than its timeout of ${formatDuration(timeout)}`),
        () => {},
      );
  }

  showDetails(scheduler);
  await Promise.race([agents.run(work), overdue]);
  scheduler.abandon(`it did not stop within ${formatDuration(grace)}`);
  timers.cancel();
  showDetails(scheduler);

  if (ended === 'cancelled') {
    // Temporal drops the details of a cancellation. A memo is readable without a worker, as the other results are.
    upsertMemo({ result: result('cancelled', MEMO_BUDGET) });
    throw new CancelledFailure('the run was cancelled');
  }
  const status = ended ?? statusOf(scheduler);
  const final = result(status, RESULT_BUDGET);
  if (status === 'success') return final;
  throw ApplicationFailure.create({
    message: messageOf(final),
    type: status === 'timed_out' ? 'RunTimedOut' : 'RunFailed',
    nonRetryable: true,
    details: [final],
  });
}

function messageOf({ status, error }: RunResult): string {
  if (status === 'timed_out') return 'the run took longer than its timeout';
  return error ? `${error.phase}/${error.agent}: ${error.message}` : 'the run failed';
}
