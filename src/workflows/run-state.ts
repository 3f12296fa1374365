import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  makeContinueAsNewFunc,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { AgentDefinition, ConcurrencyDefinition } from '../definition/run-definition.ts';
import { carryPhases, type CarriedRun } from './carry.ts';
import type { RunInput } from './run-input.ts';
import { showDetails } from './details.ts';
import { Interpreter } from './interpreter.ts';
import { tellRunEnd } from './run-end.ts';
import { failureMessage, RunRecord, type Handler } from './run-record.ts';
import type { RunResult, RunStatus } from './run-result.ts';
import type { SchedulerOptions } from './scheduler.ts';
import { Turn } from './turn.ts';
import type { Telling } from './to-result.ts';
import type { StatusPage } from './messages.ts';
import type { PhaseState } from './phase-state.ts';

/** A result must fit into one payload of 2 MiB, whatever the agents return. */
const RESULT_BUDGET = 1_500_000;
/** Where large payloads are kept outside of the history: what can be handled as one text. */
const KEPT_RESULT_BUDGET = 200_000_000;
/** A memo comes back with every listing of runs: the result of a cancelled run keeps only small outputs. */
const MEMO_BUDGET = 64_000;
/** Of a status: phases and agents in one answer. */
const PAGE = 1_000;

/** A run in Temporal: its phases and what is done after them, what people see of it, and how it closes. */
export class RunState {
  readonly main: Interpreter;
  readonly #input: RunInput;
  readonly #record: RunRecord;
  readonly #handlers = new Map<Handler, Interpreter>();
  #isStale = false;

  constructor(input: RunInput) {
    this.#input = input;
    const { carried, reuse } = input;
    const startedAt = carried?.startedAt ?? Date.now();
    const from = { ...(carried ? { carried } : {}), ...(reuse ? { reuse } : {}) };
    const options = { ...factsOf(input, startedAt), ...from, continues: true };
    this.main = new Interpreter(input, options, this.changed);
    this.#record = new RunRecord(input, this.main.scheduler, startedAt);
    this.#show();
  }

  /** What a cancellation stops. What is done at last is done all the same. */
  get cancellable(): Interpreter[] {
    const handler = this.#handlers.get('on_failure');
    return handler ? [this.main, handler] : [this.main];
  }

  /** Milliseconds until the run's own timeout, where it has one. */
  get timeLeft(): number | undefined {
    const { timeout } = this.#input.definition;
    return timeout === undefined ? undefined : Math.max(1, this.#record.startedAt + timeout - Date.now());
  }

  get wasCancelled(): boolean {
    return this.#record.wasCancelled;
  }

  get status(): RunStatus {
    return this.#record.status;
  }

  endsAs(how: 'cancelled' | 'timed_out'): void {
    this.#record.endsAs(how);
  }

  evaluateOutputs(): void {
    this.#record.evaluateOutputs();
  }

  /** Waits until the run may go on beside others with the same concurrency key; one that may not has failed. */
  async takeTurn(concurrency: ConcurrencyDefinition): Promise<Turn> {
    const { scheduler } = this.main;
    const turn = new Turn(this.#input.definition, concurrency, scheduler.variables.for());
    const ready = scheduler.phases.filter(
      ({ status, unmet, reason }) => status === 'pending' && unmet === 0 && !reason,
    );
    for (const phase of ready) phase.reason = turn.reason;
    const admission = await CancellationScope.nonCancellable(() => turn.take(() => scheduler.isOver));
    for (const phase of ready) if (phase.reason === turn.reason) delete phase.reason;
    if (admission?.admitted === false) {
      scheduler.variables.error = { type: 'ConcurrencyLimit', message: admission.reason, phase: null, agent: null };
      scheduler.stop(admission.reason);
    }
    return turn;
  }

  /** Goes on in a run with a fresh history. Never returns. */
  async goOnAsNew(): Promise<never> {
    const { scheduler, approvals } = this.main;
    const { startedAt } = this.#record;
    const { phases, error, paused } = scheduler;
    const { decisions } = approvals;
    const carried: CarriedRun = { startedAt, error, paused, decisions, phases: carryPhases(phases) };
    // Whoever lists runs sees the last of these executions alone.
    const memo = { ...workflowInfo().memo, started_at: new Date(startedAt).toISOString() };
    return makeContinueAsNewFunc<(input: RunInput) => Promise<RunResult>>({ memo })({ ...this.#input, carried });
  }

  /** Runs the agents of `on_failure` or `finally`, in order, each whatever became of those before it. */
  async after(name: Handler, agents: readonly AgentDefinition[]): Promise<void> {
    if (agents.length === 0) return;
    const definition = this.#record.begin(name, agents);
    const after = this.main.scheduler.variables;
    const options = { ...factsOf(this.#input, this.#record.startedAt), after, continues: false };
    const interpreter = new Interpreter({ ...this.#input, definition }, options, this.changed);
    this.#handlers.set(name, interpreter);
    this.#record.add(name, interpreter.scheduler);
    await interpreter.run();
  }

  /** The status from one phase on, as much as fits into the answer to a query. */
  page(from: number): StatusPage {
    const { phases } = this.main.scheduler;
    const first = Number.isInteger(from) ? Math.max(0, from) : 0;
    let end = first;
    for (let agents = 0; end < phases.length && (agents < PAGE || end === first); end++)
      agents += 1 + Math.min(phases[end]!.agents.length, PAGE);
    const telling = { budget: RESULT_BUDGET, listed: PAGE };
    return { ...this.#result(phases.slice(first, end), telling), next: end < phases.length ? end : null };
  }

  #result(phases: readonly PhaseState[], telling: Telling): RunResult {
    const { workflowId, runId, workflowType } = workflowInfo();
    const identity = { workflow: workflowType, workflow_id: workflowId, run_id: runId };
    return this.#record.result(phases, identity, Date.now(), telling);
  }

  /** Several agents often end in one workflow task: people see the last picture only. */
  readonly changed = (): void => {
    if (this.#isStale) return;
    this.#isStale = true;
    void Promise.resolve().then(() => this.#show());
  };

  #show(): void {
    this.#isStale = false;
    showDetails(this.#phases);
  }

  /** With what is done after them. */
  get #phases(): PhaseState[] {
    return [this.main, ...this.#handlers.values()].flatMap(({ scheduler }) => scheduler.phases);
  }

  /** Gives the run's result, or fails as Temporal is to show it. */
  close(): RunResult {
    this.#record.close();
    this.#show();
    const { status, startedAt, error } = this.#record;
    tellRunEnd({ status, startedAt, ...(error ? { errorType: error.type } : {}) }, this.#phases);
    if (this.wasCancelled) {
      // Temporal drops the details of a cancellation. A memo is readable without a worker, as the other results are.
      upsertMemo({ result: this.#result(this.main.scheduler.phases, { budget: MEMO_BUDGET, listed: Infinity }) });
      throw new CancelledFailure('the run was cancelled');
    }
    const budget = this.#input.payloadsAreKept ? KEPT_RESULT_BUDGET : RESULT_BUDGET;
    const result = this.#result(this.main.scheduler.phases, { budget, listed: Infinity });
    if (result.status === 'success') return result;
    // To the server it is a run that has failed: this is for those who list runs.
    if (result.status === 'timed_out') upsertMemo({ status: result.status });
    throw ApplicationFailure.create({
      message: failureMessage(result),
      type: result.status === 'timed_out' ? 'RunTimedOut' : 'RunFailed',
      nonRetryable: true,
      details: [result],
    });
  }
}

const factsOf = (
  { inputs }: RunInput,
  startedAt: number,
): Pick<SchedulerOptions, 'inputs' | 'runId' | 'startedAt'> => ({
  inputs,
  runId: workflowInfo().workflowId,
  startedAt,
});
