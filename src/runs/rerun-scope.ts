import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';

/** What of a definition runs again, whatever became of it before. */
export interface RerunScope {
  readonly phases: ReadonlySet<string>;
  /** `phase/agent` */
  readonly agents: ReadonlySet<string>;
}

/** This phase, and everything behind it. */
export function behind({ phases }: RunDefinition, first: string): ReadonlySet<string> {
  const found = new Set([first]);
  // Grows while it is walked.
  for (const name of found)
    for (const phase of phases) if (phase.dependsOn.some((edge) => edge.phase === name)) found.add(phase.name);
  return found;
}

/**
 * What today's definition makes of other things than the earlier one did: agents that are another class, or are given
 * something else; in a sequential phase also those after them, and all phases behind. Retries and the like change no output.
 */
export function changedScope(before: RunDefinition, today: RunDefinition): RerunScope {
  const phases = new Set<string>();
  const agents = new Set<string>();
  for (const phase of today.phases) {
    const earlier = before.phases.find(({ name }) => name === phase.name);
    if (!earlier) continue;
    const first = phase.agents.findIndex((agent) => isChanged(agent, earlier, before, today));
    const isOther = JSON.stringify(phase.workflow) !== JSON.stringify(earlier.workflow);
    if (first < 0 && !isOther) continue;
    if (isOther) phases.add(phase.name);
    for (const [index, agent] of phase.agents.entries())
      if (isChanged(agent, earlier, before, today) || (!phase.parallel && index > first))
        agents.add(`${phase.name}/${agent.id}`);
    for (const name of behind(today, phase.name)) if (name !== phase.name) phases.add(name);
  }
  return { phases, agents };
}

/** An agent that is new has given nothing that could be used. */
function isChanged(agent: AgentDefinition, earlier: PhaseDefinition, before: RunDefinition, today: RunDefinition) {
  const then = earlier.agents.find(({ id }) => id === agent.id);
  return then !== undefined && essence(agent, today) !== essence(then, before);
}

function essence(
  { module, class: name, configKey, with: given, forEach, runtime }: AgentDefinition,
  run: RunDefinition,
) {
  const config = configKey === undefined ? null : run.config[configKey];
  return JSON.stringify([module, name, config, given, forEach, runtime]);
}
