import type { Variables } from '../definition/expression/evaluate.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import { outputOf, type AgentState, type PhaseState, type TaskState } from './phase-state.ts';
import type { RunError } from './run-result.ts';

export interface RunFacts {
  readonly inputs: JsonObject;
  readonly runId: string;
  readonly startedAt: number;
  /** What agents of `on_failure` and `finally` see of the run that they follow. */
  readonly after?: RunVariables;
}

/** What the expressions of a run see. */
export class RunVariables {
  error: RunError | null = null;
  /** Set when the phases are over. */
  status: string | undefined;
  readonly #facts: RunFacts;
  readonly #phases: ReadonlyMap<string, PhaseState>;
  readonly #outputs = new Map<PhaseState, PhaseOutputs>();

  constructor(facts: RunFacts, phases: readonly PhaseState[]) {
    this.#facts = facts;
    this.#phases = new Map(phases.map((phase) => [phase.definition.name, phase]));
  }

  for(item?: TaskState['item']): Variables {
    const { inputs, runId, startedAt, after } = this.#facts;
    const { error, status } = after ?? this;
    return {
      inputs,
      phase: (name) => this.phase(name),
      ...(item ? { item: item.value, item_index: item.index } : {}),
      run: {
        id: runId,
        started_at: new Date(startedAt).toISOString(),
        error: error as Json,
        ...(status === undefined ? {} : { status }),
      },
    };
  }

  phase(name: string): ReturnType<Variables['phase']> {
    const phase = this.#phases.get(name);
    if (!phase) return this.#facts.after?.phase(name);
    if (phase.definition.workflow) return { status: phase.status, outputs: phase.outputs ?? {} };
    const outputs = this.#outputs.get(phase) ?? new PhaseOutputs(phase);
    this.#outputs.set(phase, outputs);
    return { status: phase.status, outputs: outputs.read() };
  }
}

/** The outputs of a phase's agents by their ids. Those of a sequential phase are read while it is at work, by each of its agents: they are kept, and only added to. */
class PhaseOutputs {
  readonly #agents: readonly AgentState[];
  /** Without a prototype, since an agent may be called `__proto__`. */
  readonly #outputs: Record<string, Json> = Object.create(null);
  #count = 0;

  constructor({ agents }: PhaseState) {
    this.#agents = agents;
  }

  read(): JsonObject {
    for (let agent = this.#agents[this.#count]; agent?.isOver; agent = this.#agents[++this.#count])
      this.#outputs[agent.definition.id] = outputOf(agent);
    return this.#outputs;
  }
}
