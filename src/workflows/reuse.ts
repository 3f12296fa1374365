import type { Json, JsonObject } from '../definition/json.ts';
import { newTask, type AgentState, type TaskState } from './phase-state.ts';

/** The outputs of an earlier run that are used instead of running the agents again. */
export class Reuse {
  readonly #workflowId: string;
  readonly #outputs: Readonly<Record<string, JsonObject>>;

  constructor({ workflowId, outputs }: ReusedRun) {
    this.#workflowId = workflowId;
    this.#outputs = outputs;
  }

  get reason(): string {
    return `its output is that of run ${this.#workflowId}`;
  }

  /** The tasks of an agent as they ended in the earlier run; `undefined` where there is no output that fits. */
  tasksOf(agent: AgentState): TaskState[] | undefined {
    const output = this.#outputOf(agent);
    if (output === undefined) return undefined;
    if (agent.definition.forEach === undefined) return [this.#reused(newTask(agent), output)];
    // The agent had no `for_each` then.
    if (!Array.isArray(output)) return undefined;
    const outputs: readonly Json[] = output;
    return outputs.map((value, index) => this.#reused(newTask(agent, { index, value: null }), value));
  }

  #outputOf({ definition, phase }: AgentState): Json | undefined {
    const { name } = phase.definition;
    const outputs = Object.hasOwn(this.#outputs, name) ? this.#outputs[name]! : {};
    return Object.hasOwn(outputs, definition.id) ? outputs[definition.id] : undefined;
  }

  #reused(task: TaskState, output: Json): TaskState {
    return { ...task, status: 'success', output, reused: true, reason: this.reason };
  }
}

/** As it travels with the input of a run. */
export interface ReusedRun {
  readonly workflowId: string;
  /** By phase and agent. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
}
