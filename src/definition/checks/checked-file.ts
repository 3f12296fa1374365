import type { z } from 'zod';
import { agentIds } from '../agent-ids.ts';
import type { Loose } from '../loose.ts';
import type { Path } from '../path.ts';
import type { InputDefinition } from '../run-definition.ts';
import type { workflowSchema } from '../schema/workflow.ts';
import type { Reference } from '../source.ts';

export type Parts = Loose<z.input<typeof workflowSchema>>;
export type PhaseParts = NonNullable<NonNullable<Parts['phases']>[number]>;
export type AgentParts = NonNullable<NonNullable<PhaseParts['agents']>[number]>;

/** What is known of a sub-workflow where a phase runs it. */
export interface SubWorkflow {
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  readonly outputs: readonly string[];
}

/** A workflow.yaml with what the schema has against it taken out. */
export interface CheckedFile {
  readonly parts: Parts;
  readonly phases: readonly PhasePlace[];
  /** The lists of agents: those of each phase, `on_failure` and `finally`. */
  readonly lists: readonly AgentList[];
  readonly references: readonly Reference[];
  /** Places about which something was said already. */
  readonly doubtful: ReadonlySet<string>;
  /** By the phase's position; without those that are faulty themselves. */
  readonly subWorkflows: ReadonlyMap<number, SubWorkflow>;
}

/** A phase that can be spoken of. */
export interface PhasePlace {
  readonly index: number;
  readonly phase: PhaseParts;
  /** `phase "a"`. */
  readonly place: string;
}

export interface AgentList {
  readonly path: Path;
  readonly agents: readonly (AgentParts | undefined)[];
  readonly ids: readonly string[];
  /** `phase "a"`, `on_failure`. */
  readonly place: string;
  readonly phase?: PhaseParts;
}

export function phasesOf({ phases = [] }: Parts): PhasePlace[] {
  return phases.flatMap((phase, index) => {
    if (!phase) return [];
    return [{ index, phase, place: phase.name === undefined ? `phases[${index}]` : `phase "${phase.name}"` }];
  });
}

export function listsOf(parts: Parts, phases: readonly PhasePlace[]): AgentList[] {
  const lists = phases.flatMap(({ index, phase, place }): AgentList[] => {
    const { agents } = phase;
    return agents ? [{ path: ['phases', index, 'agents'], agents, ids: agentIds(agents), place, phase }] : [];
  });
  for (const key of ['on_failure', 'finally'] as const) {
    const agents = parts[key];
    if (agents) lists.push({ path: [key], agents, ids: agentIds(agents), place: key });
  }
  return lists;
}
