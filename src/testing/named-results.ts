import type { Json } from '../definition/json.ts';
import type { AgentResult, PhaseResult, RunResult } from '../workflows/run-result.ts';
import type { Simulation } from './run-scenario.ts';

/** What came of a simulation, by the names that a test has for it. */
export interface NamedResults {
  readonly phases: ReadonlyMap<string, PhaseResult>;
  readonly agents: ReadonlyMap<string, AgentResult>;
  /** What an agent was started with, or an item of it. */
  readonly inputOf: (agent: string, item?: number) => Json | undefined;
}

export function resultsByName({ result, subWorkflows, started }: Simulation): NamedResults {
  const phases = new Map<string, PhaseResult>();
  const agents = new Map<string, AgentResult>();
  const add = ({ results, ...run }: RunResult, prefix: string) => {
    for (const phase of results) phases.set(prefix + phase.phase, phase);
    const handlers = [run.on_failure, run.finally].filter((handler) => handler !== undefined);
    for (const phase of [...results, ...handlers])
      for (const agent of phase.agents) agents.set(`${prefix}${phase.phase}/${agent.id}`, agent);
  };
  add(result, '');
  for (const [path, each] of subWorkflows) add(each, `${path}/`);
  const inputs = new Map(started.map(({ path, itemIndex, input }) => [nameOf(path, itemIndex), input]));
  return { phases, agents, inputOf: (agent, item) => inputs.get(nameOf(agent, item)) };
}

const nameOf = (path: string, item?: number): string => (item === undefined ? path : `${path}#${item}`);
