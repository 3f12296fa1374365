import type { Json, JsonObject } from '../definition/json.ts';
import { newTask, type AgentState, type PhaseState, type TaskState } from './phase-state.ts';

/** The outputs of an earlier run that are used instead of running the agents again. */
export class Reuse {
  readonly #past: ReusedRun;

  constructor(past: ReusedRun) {
    this.#past = past;
  }

  /** Why an agent, or an item, has not run. */
  get reason(): string {
    return `its output is that of run ${this.#past.workflowId}`;
  }

  /** Why a phase may not run, where only another one may. */
  sealed({ definition }: PhaseState): string | undefined {
    const { only, workflowId } = this.#past;
    if (only === undefined || only === definition.name) return undefined;
    return `only phase "${only}" of run ${workflowId} runs again`;
  }

  /** A phase for which alone the run is there, whatever it depends on. */
  asAlone({ definition }: PhaseState): Pick<PhaseState, 'definition'> | undefined {
    return this.#past.only === definition.name ? { definition: { ...definition, dependsOn: [] } } : undefined;
  }

  /** What the sub-workflow of a phase gave back. */
  outputsOf({ definition }: PhaseState): JsonObject | undefined {
    return definition.workflow && ownValue(this.#past.outputs, definition.name);
  }

  /** The task of an agent without a `for_each`, as it ended in the earlier run. */
  taskOf(agent: AgentState): TaskState | undefined {
    const output = ownValue(ownValue(this.#past.outputs, agent.phase.definition.name), agent.definition.id);
    return output === undefined ? undefined : this.#reused(newTask(agent), output);
  }

  /** The items of a `for_each`; each that is the same at the same place has its earlier output. */
  useFor(agent: AgentState, tasks: TaskState[]): TaskState[] {
    const past = this.#itemsOf(agent);
    if (past.length === 0) return tasks;
    const byIndex = new Map(past.map((item) => [item[0], item]));
    return tasks.map((task, index) => {
      const [, value, output] = byIndex.get(index) ?? [];
      const isSame = output !== undefined && JSON.stringify(value) === JSON.stringify(task.item!.value);
      return isSame ? this.#reused(task, output) : task;
    });
  }

  /**
   * Everything there is of an agent that may not run; `undefined` if that is nothing. Items that have no output keep their places,
   * with what is known of them from the `list`.
   */
  pastTasksOf(agent: AgentState, list: () => readonly Json[] | undefined): TaskState[] | undefined {
    if (agent.definition.forEach === undefined) {
      const task = this.taskOf(agent);
      return task && [task];
    }
    const past = new Map(this.#itemsOf(agent).map((item) => [item[0], item]));
    if (past.size === 0) return undefined;
    const values = list() ?? [];
    const count = [...past.keys()].reduce((most, index) => Math.max(most, index + 1), values.length);
    const reason = this.sealed(agent.phase)!;
    return Array.from({ length: count }, (_, index) => {
      const [, value = values[index] ?? null, output] = past.get(index) ?? [];
      const task = newTask(agent, { index, value });
      return output === undefined ? { ...task, status: 'skipped', reason } : this.#reused(task, output);
    });
  }

  #itemsOf({ phase, definition }: AgentState): readonly ReusedItem[] {
    return ownValue(ownValue(this.#past.items, phase.definition.name), definition.id) ?? [];
  }

  #reused(task: TaskState, output: Json): TaskState {
    return { ...task, status: 'success', output, reused: true, reason: this.reason };
  }
}

/** As it travels with the input of a run. */
export interface ReusedRun {
  readonly workflowId: string;
  /** By phase and agent; of a phase with a sub-workflow what that gave back. */
  readonly outputs: Readonly<Record<string, JsonObject>>;
  /** By phase and agent with a `for_each`: the items that had succeeded. */
  readonly items?: Readonly<Record<string, Readonly<Record<string, readonly ReusedItem[]>>>>;
  /** The only phase that may run. */
  readonly only?: string;
}

export type ReusedItem = readonly [index: number, item: Json, output: Json];

/** Names are anything that a user may think of: not what every object has. */
function ownValue<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}

/** Anyone may start a run with anything in it. */
export function isReusedRun(value: unknown): value is ReusedRun {
  const { workflowId, outputs, items = {}, only } = (value ?? {}) as Partial<ReusedRun>;
  const lists = isMapping(items) ? Object.values(items) : [undefined];
  return (
    typeof workflowId === 'string' &&
    (only === undefined || typeof only === 'string') &&
    isMapping(outputs) &&
    Object.values(outputs).every(isMapping) &&
    lists.every((agents) => isMapping(agents) && Object.values(agents).every(isItemList))
  );
}

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isItemList = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => Array.isArray(item) && item.length === 3 && Number.isInteger(item[0]));
