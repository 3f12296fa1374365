import type { Json, JsonObject } from '../definition/json.ts';

/** The outputs of an earlier run that are used instead of running the agents again. */
export class Reuse {
  readonly workflowId: string;
  readonly #outputs: Readonly<Record<string, JsonObject>>;

  constructor({ workflowId, outputs }: ReusedRun) {
    this.workflowId = workflowId;
    this.#outputs = outputs;
  }

  outputOf(phase: string, agent: string): Json | undefined {
    const outputs = Object.hasOwn(this.#outputs, phase) ? this.#outputs[phase]! : {};
    return Object.hasOwn(outputs, agent) ? outputs[agent] : undefined;
  }
}

/** As it travels with the input of a run. */
export interface ReusedRun {
  readonly workflowId: string;
  /** By phase and agent. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
}
