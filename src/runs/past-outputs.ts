import type { Json, JsonObject } from '../definition/json.ts';
import type { ReusedItem, ReusedRun } from '../workflows/reuse.ts';
import type { RunResult } from '../workflows/run-result.ts';
import { LEFT_OUT } from '../workflows/to-result.ts';

/** What succeeded in a run that is over. */
export class PastOutputs {
  /** Of agents, by `phase/agent`. */
  readonly agents = new Map<string, Json>();
  /** Of a `for_each`, by `phase/agent`. */
  readonly items = new Map<string, ReusedItem[]>();
  /** Of sub-workflows, by phase. */
  readonly phases = new Map<string, JsonObject>();
  /** Whether something is known to be missing here. */
  isComplete = true;
  /** What a result says of an activity or a phase is not to be said again. */
  readonly #told = new Set<string>();

  /** Takes what stands in a result. */
  addResult({ results }: RunResult): void {
    // A run that was terminated has left none.
    if (results.length === 0) this.isComplete = false;
    for (const { phase, status, agents, agent_counts: counts, outputs, workflow_id: child } of results) {
      if (outputs) this.addPhase(phase, outputs);
      else if (child !== undefined && status === 'success') this.isComplete = false;
      else if (child !== undefined) this.#told.add(phase);
      if (counts) this.isComplete = false;
      for (const agent of agents) {
        const name = `${phase}/${agent.id}`;
        if (agent.item_counts) this.isComplete = false;
        if (!agent.items) this.#addTask(name, agent, (output) => this.addAgent(name, output));
        for (const item of agent.items ?? [])
          this.#addTask(`${name}#${item.index}`, item, (output) => this.addItem(name, [item.index, item.item, output]));
      }
    }
  }

  /** Takes what the run itself had taken from one before it. */
  addReused({ outputs, items = {} }: ReusedRun, isSubWorkflow: (phase: string) => boolean): void {
    for (const [phase, given] of Object.entries(outputs)) {
      if (isSubWorkflow(phase)) this.addPhase(phase, given);
      else for (const [agent, output] of Object.entries(given)) this.addAgent(`${phase}/${agent}`, output);
    }
    for (const [phase, agents] of Object.entries(items))
      for (const [agent, list] of Object.entries(agents))
        for (const item of list) this.addItem(`${phase}/${agent}`, item);
  }

  addPhase(phase: string, outputs: JsonObject): void {
    if (this.#isNew(phase)) this.phases.set(phase, outputs);
  }

  addAgent(name: string, output: Json): void {
    if (this.#isNew(name)) this.agents.set(name, output);
  }

  addItem(name: string, item: ReusedItem): void {
    if (!this.#isNew(`${name}#${item[0]}`)) return;
    const items = this.items.get(name) ?? [];
    this.items.set(name, items);
    items.push(item);
  }

  #addTask(
    id: string,
    {
      status,
      output = null,
      reason,
    }: { readonly status: string; readonly output?: Json; readonly reason: string | null },
    add: (output: Json) => void,
  ): void {
    if (status !== 'success') this.#told.add(id);
    else if (reason === LEFT_OUT) this.isComplete = false;
    else add(output);
  }

  #isNew(id: string): boolean {
    if (this.#told.has(id)) return false;
    this.#told.add(id);
    return true;
  }
}
