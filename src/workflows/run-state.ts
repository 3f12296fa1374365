import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  continueAsNew,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import { render } from '../definition/expression/evaluate.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import type { AgentDefinition, ConcurrencyDefinition } from '../definition/run-definition.ts';
import { carryPhases, type CarriedRun } from './carry.ts';
import type { RunInput } from './run-input.ts';
import { showDetails } from './details.ts';
import { expressionFailed } from './expression-failed.ts';
import { Interpreter } from './interpreter.ts';
import type { RunError, RunResult, RunStatus } from './run-result.ts';
import type { SchedulerOptions } from './scheduler.ts';
import { Turn } from './turn.ts';
import { phasesExecuted, seconds, toPhaseResults, type Telling } from './to-result.ts';
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

type Handler = 'on_failure' | 'finally';

/** Everything that is known of a run, and how it ends. */
export class RunState {
  readonly main: Interpreter;
  readonly #input: RunInput;
  readonly startedAt: number;
  readonly #handlers = new Map<Handler, Interpreter>();
  #ended: 'cancelled' | 'timed_out' | undefined;
  #outputs: JsonObject = {};
  #outputsError: RunError | null = null;
  #isOver = false;
  #isStale = false;

  constructor(input: RunInput) {
    this.#input = input;
    const { carried, reuse } = input;
    this.startedAt = carried?.startedAt ?? Date.now();
    const from = { ...(carried ? { carried } : {}), ...(reuse ? { reuse } : {}) };
    this.main = new Interpreter(input, { ...this.#facts(), ...from, continues: true }, this.changed);
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
    return timeout === undefined ? undefined : Math.max(1, this.startedAt + timeout - Date.now());
  }

  get wasCancelled(): boolean {
    return this.#ended === 'cancelled';
  }

  get error(): RunError | null {
    return this.main.scheduler.error ?? this.#outputsError ?? this.#handlers.get('finally')?.scheduler.error ?? null;
  }

  get status(): RunStatus {
    return this.#ended ?? (this.error ? 'failed' : 'success');
  }

  /** A run that was cancelled closes so, even if its timeout came first. */
  endsAs(how: 'cancelled' | 'timed_out'): void {
    if (this.#ended !== 'cancelled') this.#ended = how;
  }

  /** Waits until the run may go on beside others with the same concurrency key; one that may not has failed. */
  async takeTurn(concurrency: ConcurrencyDefinition): Promise<Turn> {
    const { scheduler } = this.main;
    const turn = new Turn(this.#input.definition, concurrency, scheduler.variables.for());
    const admission = await CancellationScope.nonCancellable(() => turn.take(() => scheduler.isOver));
    if (admission?.admitted === false) {
      scheduler.variables.error = { type: 'ConcurrencyLimit', message: admission.reason, phase: null, agent: null };
      scheduler.stop(admission.reason);
    }
    return turn;
  }

  /** Goes on in a run with a fresh history. Never returns. */
  async goOnAsNew(): Promise<never> {
    const { scheduler, approvals } = this.main;
    const { startedAt } = this;
    const { phases, error, paused } = scheduler;
    const { decisions } = approvals;
    const carried: CarriedRun = { startedAt, error, paused, decisions, phases: carryPhases(phases) };
    return continueAsNew<(input: RunInput) => Promise<RunResult>>({ ...this.#input, carried });
  }

  /** The phases are over: what the run gives back. Where it has failed, what cannot be told is null. */
  evaluateOutputs(): void {
    const { variables } = this.main.scheduler;
    variables.status = this.status;
    const outputs: [string, Json][] = [];
    for (const [name, written] of Object.entries(this.#input.definition.outputs)) {
      try {
        outputs.push([name, render(written, variables.for())]);
      } catch (error) {
        outputs.push([name, null]);
        // Nor of a run that was there for one phase of an earlier one.
        if (this.status !== 'success' || this.#input.reuse?.only !== undefined) continue;
        const { type, message } = expressionFailed(error);
        this.#outputsError = { type, message: `outputs.${name}: ${message}`, phase: null, agent: null };
        variables.error = this.#outputsError;
        variables.status = 'failed';
      }
    }
    this.#outputs = Object.fromEntries(outputs);
  }

  /** Runs the agents of `on_failure` or `finally`, in order, each whatever became of those before it. */
  async after(name: Handler, agents: readonly AgentDefinition[]): Promise<void> {
    if (agents.length === 0) return;
    const after = this.main.scheduler.variables;
    after.status = this.status;
    const rules = { parallel: true, maxWorkers: 1, failFast: false, continueOnError: false, dependsOn: [] };
    const definition = { ...this.#input.definition, phases: [{ name, ...rules, agents }] };
    const options = { ...this.#facts(), after, continues: false };
    const interpreter = new Interpreter({ ...this.#input, definition }, options, this.changed);
    this.#handlers.set(name, interpreter);
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
    const { scheduler } = this.main;
    const now = Date.now();
    const handlers = [...this.#handlers].map(([name, handler]) => [
      name,
      toPhaseResults(handler.scheduler.phases, now, { ...telling, budget: telling.budget / 10 })[0],
    ]);
    return {
      status: this.#isOver ? this.status : (this.#ended ?? 'running'),
      phases_executed: phasesExecuted(scheduler.phases),
      total_duration: seconds(this.startedAt, now) ?? 0,
      results: toPhaseResults(phases, now, telling),
      workflow: workflowType,
      workflow_id: workflowId,
      run_id: runId,
      definition_hash: this.#input.definitionHash,
      outputs: this.#outputs,
      error: this.error,
      ...Object.fromEntries(handlers),
      ...(scheduler.paused ? { paused: true } : {}),
    };
  }

  /** Several agents often end in one workflow task: people see the last picture only. */
  readonly changed = (): void => {
    if (this.#isStale) return;
    this.#isStale = true;
    void Promise.resolve().then(() => this.#show());
  };

  #show(): void {
    this.#isStale = false;
    showDetails([this.main, ...this.#handlers.values()].flatMap(({ scheduler }) => scheduler.phases));
  }

  /** Gives the run's result, or fails as Temporal is to show it. */
  close(): RunResult {
    this.#isOver = true;
    this.#show();
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
      message: messageOf(result),
      type: result.status === 'timed_out' ? 'RunTimedOut' : 'RunFailed',
      nonRetryable: true,
      details: [result],
    });
  }

  #facts(): Omit<SchedulerOptions, 'cancel' | 'now'> {
    return { inputs: this.#input.inputs, runId: workflowInfo().workflowId, startedAt: this.startedAt };
  }
}

function messageOf({ status, error }: RunResult): string {
  if (status === 'timed_out') return 'the run took longer than its timeout';
  if (!error) return 'the run failed';
  const place = [error.phase, error.agent].filter(Boolean).join('/');
  return place ? `${place}: ${error.message}` : error.message;
}
