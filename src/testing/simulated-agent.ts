import type { Json } from '../definition/json.ts';
import type { AgentDefinition } from '../definition/run-definition.ts';
import { ATTEMPT_TIMED_OUT, type AgentOutcome } from '../workflows/phase-state.ts';
import { retryPolicy, type RetryPolicy } from '../workflows/retry-policy.ts';
import type { AgentError } from '../workflows/run-result.ts';
import type { Clock } from './clock.ts';

/** One attempt, as the test has it. */
export interface Attempt {
  /** Milliseconds of simulated time. */
  readonly takes: number;
  /** Called when they are over, unless it was ended before. */
  readonly end: () => AttemptEnd | Promise<AttemptEnd>;
  /** It is ended before its time. */
  readonly abort?: () => void;
}

export type AttemptEnd =
  | { readonly output: Json; readonly cached?: true; readonly error?: undefined }
  | { readonly error: AgentError; readonly retryable: boolean };

export interface AgentWorld {
  readonly clock: Clock;
  /** Begins an attempt; the first one is 1. */
  readonly begin: (attempt: number) => Attempt;
  readonly settle: (outcome: AgentOutcome) => void;
}

/** Runs an agent over all its attempts in simulated time, as Temporal and a worker would. */
export class SimulatedAgent {
  readonly #definition: AgentDefinition;
  readonly #policy: RetryPolicy;
  readonly #world: AgentWorld;
  #count = 0;
  /** Missing in the pause before a retry. */
  #atWork: Attempt | undefined;
  #callOff: () => void = () => {};
  #isOver = false;

  constructor(definition: AgentDefinition, world: AgentWorld) {
    this.#definition = definition;
    this.#policy = retryPolicy(definition);
    this.#world = world;
    this.#begin();
  }

  /** It stops at once. In a pause there is no worker that could say how many attempts there were. */
  readonly cancel = (): void => {
    if (this.#isOver) return;
    const attempts = this.#atWork ? this.#count : 0;
    this.#callOff();
    this.#atWork?.abort?.();
    this.#isOver = true;
    this.#world.clock.after(0, () => this.#world.settle({ status: 'cancelled', attempts }));
  };

  #begin(): void {
    const { timeout } = this.#definition;
    const attempt = this.#world.begin(++this.#count);
    this.#atWork = attempt;
    if (attempt.takes <= timeout)
      this.#callOff = this.#world.clock.after(attempt.takes, async () => this.#ended(await attempt.end()));
    else
      this.#callOff = this.#world.clock.after(timeout, () => {
        attempt.abort?.();
        if (!this.#retries()) this.#settle({ status: 'timed_out', attempts: this.#count, error: ATTEMPT_TIMED_OUT });
      });
  }

  #ended(end: AttemptEnd): void {
    const attempts = this.#count;
    if (end.error === undefined) return this.#settle({ status: 'success', attempts, ...end });
    const { error, retryable } = end;
    const mayMend = retryable && !this.#policy.nonRetryableErrorTypes.includes(error.type);
    if (!mayMend || !this.#retries()) this.#settle({ status: 'failed', attempts, error });
  }

  /** Whether there is another attempt, which is planned then. */
  #retries(): boolean {
    const { initialInterval, backoffCoefficient, maximumAttempts } = this.#policy;
    if (this.#count >= maximumAttempts) return false;
    this.#atWork = undefined;
    // The server's own limit, where the policy has none.
    const { maximumInterval = initialInterval * 100 } = this.#policy;
    const pause = Math.min(maximumInterval, initialInterval * backoffCoefficient ** (this.#count - 1));
    this.#callOff = this.#world.clock.after(pause, () => this.#begin());
    return true;
  }

  #settle(outcome: AgentOutcome): void {
    this.#isOver = true;
    this.#world.settle(outcome);
  }
}
