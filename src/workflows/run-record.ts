import { render } from '../definition/expression/evaluate.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import type { AgentDefinition, RunDefinition } from '../definition/run-definition.ts';
import { expressionFailed } from './expression-failed.ts';
import type { PhaseState } from './phase-state.ts';
import type { RunInput } from './run-input.ts';
import type { RunError, RunResult, RunStatus } from './run-result.ts';
import type { Scheduler } from './scheduler.ts';
import { tookTooLong } from './stopping.ts';
import { phasesExecuted, seconds, toPhaseResults, type Telling } from './to-result.ts';

export type Handler = 'on_failure' | 'finally';

/** What names a run in its result. */
export type RunIdentity = Pick<RunResult, 'workflow' | 'workflow_id' | 'run_id'>;

/**
 * What a run has come to: how it ended, its outputs, its error, its result. It knows nothing of Temporal, so that a simulated run
 * ends in the very same way as a real one.
 */
export class RunRecord {
  readonly startedAt: number;
  /** The phases. */
  readonly main: Scheduler;
  readonly #run: Pick<RunInput, 'definition' | 'definitionHash' | 'reuse'>;
  readonly #handlers = new Map<Handler, Scheduler>();
  #ended: 'cancelled' | 'timed_out' | undefined;
  #outputs: JsonObject = {};
  #outputsError: RunError | null = null;
  #isOver = false;

  constructor(run: Pick<RunInput, 'definition' | 'definitionHash' | 'reuse'>, main: Scheduler, startedAt: number) {
    this.#run = run;
    this.main = main;
    this.startedAt = startedAt;
  }

  get wasCancelled(): boolean {
    return this.#ended === 'cancelled';
  }

  get error(): RunError | null {
    return this.main.error ?? this.#timeoutError ?? this.#outputsError ?? this.#handlers.get('finally')?.error ?? null;
  }

  /** Whoever is told of a failure is told of this one, too. */
  get #timeoutError(): RunError | undefined {
    if (this.#ended !== 'timed_out') return undefined;
    const message = tookTooLong(this.#run.definition.timeout!);
    return { type: 'Timeout', message, phase: null, agent: null };
  }

  /** As it would be if nothing more were done. */
  get status(): RunStatus {
    return this.#ended ?? (this.error ? 'failed' : 'success');
  }

  /** A run that was cancelled closes so, even if its timeout came first. */
  endsAs(how: 'cancelled' | 'timed_out'): void {
    if (this.#ended !== 'cancelled') this.#ended = how;
  }

  /** The phases are over: what the run gives back. Where it has failed, what cannot be told is null. */
  evaluateOutputs(): void {
    const { variables } = this.main;
    this.#tellVariables();
    const outputs: [string, Json][] = [];
    for (const [name, written] of Object.entries(this.#run.definition.outputs)) {
      try {
        outputs.push([name, render(written, variables.for())]);
      } catch (error) {
        outputs.push([name, null]);
        // Nor of a run that was there for one phase of an earlier one.
        if (this.status !== 'success' || this.#run.reuse?.only !== undefined) continue;
        const { type, message } = expressionFailed(error);
        this.#outputsError = { type, message: `outputs.${name}: ${message}`, phase: null, agent: null };
        variables.error = this.#outputsError;
        variables.status = 'failed';
      }
    }
    this.#outputs = Object.fromEntries(outputs);
  }

  /** Agents that run after the phases, as a definition: in order, each whatever became of those before it. */
  begin(name: Handler, agents: readonly AgentDefinition[]): RunDefinition {
    this.#tellVariables();
    const rules = { parallel: true, maxWorkers: 1, failFast: false, continueOnError: false, dependsOn: [] };
    return { ...this.#run.definition, phases: [{ name, ...rules, agents }] };
  }

  #tellVariables(): void {
    this.main.variables.status = this.status;
    this.main.variables.error ??= this.error;
  }

  /** From here on the agents of `on_failure` or `finally` are part of the run. */
  add(name: Handler, scheduler: Scheduler): void {
    this.#handlers.set(name, scheduler);
  }

  close(): void {
    this.#isOver = true;
  }

  result(phases: readonly PhaseState[], identity: RunIdentity, now: number, telling?: Telling): RunResult {
    const { version } = this.#run.definition;
    const ofHandlers = telling && { ...telling, budget: telling.budget / 10 };
    const handlers = [...this.#handlers].map(([name, { phases: inHandler }]) => [
      name,
      toPhaseResults(inHandler, now, ofHandlers)[0],
    ]);
    return {
      status: this.#isOver ? this.status : (this.#ended ?? 'running'),
      phases_executed: phasesExecuted(this.main.phases),
      total_duration: seconds(this.startedAt, now) ?? 0,
      results: toPhaseResults(phases, now, telling),
      ...identity,
      definition_hash: this.#run.definitionHash,
      ...(version === undefined ? {} : { version }),
      outputs: this.#outputs,
      error: this.error,
      ...Object.fromEntries(handlers),
      ...(this.main.paused && !this.#isOver ? { paused: true } : {}),
    };
  }
}

/** Why a run has failed, in one line. */
export function failureMessage({ status, error }: Pick<RunResult, 'status' | 'error'>): string {
  if (!error) return status === 'timed_out' ? 'the run took longer than its timeout' : 'the run failed';
  const place = [error.phase, error.agent].filter(Boolean).join('/');
  return place ? `${place}: ${error.message}` : error.message;
}
