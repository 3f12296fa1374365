import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';

/** The phases and agents of a definition and its sub-workflows, by the names that a test has for them. */
export interface NamedParts {
  /** `publish`, `publish/review`. */
  readonly phases: ReadonlyMap<string, PhaseDefinition>;
  /** `collect/refresh`, `publish/review/check`, `on_failure/notify`. */
  readonly agents: ReadonlyMap<string, NamedAgent>;
  readonly classes: ReadonlySet<string>;
}

export interface NamedAgent {
  readonly agent: AgentDefinition;
  /** The workflow that it is part of. */
  readonly within: RunDefinition;
}

export function namedParts(definition: RunDefinition): NamedParts {
  const phases = new Map<string, PhaseDefinition>();
  const agents = new Map<string, NamedAgent>();
  const add = (path: string, list: readonly AgentDefinition[], within: RunDefinition) => {
    for (const agent of list) agents.set(`${path}/${agent.id}`, { agent, within });
  };
  const walk = (within: RunDefinition, prefix: string) => {
    for (const phase of within.phases) {
      const path = prefix + phase.name;
      phases.set(path, phase);
      add(path, phase.agents, within);
      if (phase.workflow) walk(phase.workflow.definition, `${path}/`);
    }
    add(`${prefix}on_failure`, within.onFailure, within);
    add(`${prefix}finally`, within.finally, within);
  };
  walk(definition, '');
  return { phases, agents, classes: new Set([...agents.values()].map(({ agent }) => agent.class)) };
}
