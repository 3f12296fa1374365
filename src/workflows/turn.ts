import { condition, getExternalWorkflowHandle, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import { renderText, type Variables } from '../definition/expression/evaluate.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { gateId } from './gate-id.ts';
import { ACQUIRE, admittedSignal, releaseSignal, type Admission, type GateActivities } from './gate-messages.ts';

/** A run's place among the runs with the same concurrency key. */
export class Turn {
  readonly #gateId: string;
  readonly #ticket;
  /** What a phase that could start waits for. */
  readonly reason: string;

  constructor(
    { name }: RunDefinition,
    { key, limit, onConflict }: NonNullable<RunDefinition['concurrency']>,
    variables: Variables,
  ) {
    const { workflowId, firstExecutionRunId: runId } = workflowInfo();
    const value = renderText(key, variables);
    this.#gateId = gateId(name, value);
    this.reason = `the run waits for its turn: ${limit} at a time may run, of those with the concurrency key "${value.slice(0, 100)}"`;
    this.#ticket = { workflowId, runId, limit, onConflict };
  }

  /** Waits for the place; gives up when `ended` says so. `undefined` then. */
  async take(ended: () => boolean): Promise<Admission | undefined> {
    let admission: Admission | undefined;
    setHandler(admittedSignal, (answer) => void (admission ??= answer));
    await proxyActivities<GateActivities>({ startToCloseTimeout: '30 seconds' })[ACQUIRE](this.#gateId, this.#ticket);
    await condition(() => admission !== undefined || ended());
    return admission;
  }

  async giveBack(): Promise<void> {
    // A gate that is gone holds nothing.
    await getExternalWorkflowHandle(this.#gateId)
      .signal(releaseSignal, this.#ticket)
      .catch(() => {});
  }
}
