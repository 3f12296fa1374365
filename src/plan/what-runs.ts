import type { Json, JsonObject } from '../definition/json.ts';
import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { ReusedItem, ReusedRun } from '../workflows/reuse.ts';
import { knownList, type KnownFacts } from './known-list.ts';
import { phaseOrder } from './phase-order.ts';

/** What a rerun does of a definition. */
export interface WhatRuns {
  /** Without what does not run: what is to be counted. */
  readonly definition: RunDefinition;
  /** By phase: undefined where the phase runs, or a part of it. */
  readonly phases: ReadonlyMap<string, NotRun | undefined>;
  /** By agent. */
  readonly agents: ReadonlyMap<AgentDefinition, AgentShare>;
}

/** `skipped`: it may not run, and there is no output of it. */
export type NotRun = 'reused' | 'skipped';

export interface AgentShare {
  readonly notRun?: NotRun;
  /** With a `for_each`: those there are, where they are known. */
  readonly items?: number;
  /** With a `for_each`: those that are not run again; at most so many, where the list is known only during the run. */
  readonly reusedItems?: number;
  /** What is left to run. */
  readonly rest?: AgentDefinition;
}

/** As the interpreter decides it during the run, as far as that is known before. */
export function whatRuns(definition: RunDefinition, inputs: JsonObject, past: ReusedRun): WhatRuns {
  const phases = new Map<string, NotRun | undefined>();
  const agents = new Map<AgentDefinition, AgentShare>();
  const rests = new Map<PhaseDefinition, PhaseDefinition>();
  const outputs = new Map<string, JsonObject>();
  for (const { phase } of phaseOrder(definition)) {
    const shares = phase.agents.map((agent) => shareOf(agent, phase, past, { inputs, outputs }));
    phase.agents.forEach((agent, index) => agents.set(agent, shares[index]!));
    const notRun = phase.workflow ? ofWorkflow(phase, past) : ofAgents(shares);
    phases.set(phase.name, notRun);
    rests.set(phase, restOf(phase, shares, notRun));
    if (notRun === 'reused') outputs.set(phase.name, outputsOf(phase, past));
  }
  return { definition: { ...definition, phases: definition.phases.map((phase) => rests.get(phase)!) }, phases, agents };
}

function shareOf(agent: AgentDefinition, phase: PhaseDefinition, past: ReusedRun, facts: KnownFacts): AgentShare {
  const { forEach } = agent;
  const isSealed = mayNotRun(phase, past);
  if (forEach === undefined) {
    if (plainOutput(agent, phase, past) !== undefined) return { notRun: 'reused' };
    return isSealed ? { notRun: 'skipped' } : { rest: agent };
  }
  const known = pastItems(agent, phase, past);
  const all = { items: known.length, reusedItems: known.length };
  if (isSealed) return known.length > 0 ? { ...all, notRun: 'reused' } : { notRun: 'skipped' };
  const list = knownList(forEach, facts);
  if (!list) return known.length > 0 ? { rest: agent, reusedItems: known.length } : { rest: agent };
  const before = new Map(known.map(([index, item]) => [index, JSON.stringify(item)]));
  const rest = list.filter((item, index) => before.get(index) !== JSON.stringify(item));
  const reusedItems = list.length - rest.length;
  const counts = { items: list.length, ...(reusedItems > 0 ? { reusedItems } : {}) };
  return reusedItems > 0 && rest.length === 0
    ? { ...counts, notRun: 'reused' }
    : { ...counts, rest: { ...agent, forEach: rest } };
}

const mayNotRun = ({ name }: PhaseDefinition, { only }: ReusedRun): boolean => only !== undefined && only !== name;

function ofWorkflow(phase: PhaseDefinition, past: ReusedRun): NotRun | undefined {
  if (Object.hasOwn(past.outputs, phase.name)) return 'reused';
  return mayNotRun(phase, past) ? 'skipped' : undefined;
}

function ofAgents(shares: readonly AgentShare[]): NotRun | undefined {
  if (shares.some(({ rest }) => rest !== undefined)) return undefined;
  return shares.every(({ notRun }) => notRun === 'reused') ? 'reused' : 'skipped';
}

/** Nobody is asked to approve what does not run. */
function restOf(phase: PhaseDefinition, shares: readonly AgentShare[], notRun: NotRun | undefined): PhaseDefinition {
  const agents = shares.flatMap(({ rest }) => rest ?? []);
  if (notRun === undefined) return { ...phase, agents };
  const { approval: _, workflow: __, ...bare } = phase;
  return { ...bare, agents };
}

function outputsOf(phase: PhaseDefinition, past: ReusedRun): JsonObject {
  if (phase.workflow) return past.outputs[phase.name]!;
  return Object.fromEntries(
    phase.agents.map((agent) => [
      agent.id,
      agent.forEach === undefined
        ? plainOutput(agent, phase, past)!
        : pastItems(agent, phase, past)
            .toSorted(([a], [b]) => a - b)
            .map(([, , output]) => output),
    ]),
  );
}

function plainOutput({ id }: AgentDefinition, { name }: PhaseDefinition, { outputs }: ReusedRun): Json | undefined {
  return own(own(outputs, name), id);
}

function pastItems({ id }: AgentDefinition, { name }: PhaseDefinition, { items }: ReusedRun): readonly ReusedItem[] {
  return own(own(items, name), id) ?? [];
}

/** Names are anything that a user may think of: not what every object has. */
function own<T>(values: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return values && Object.hasOwn(values, name) ? values[name] : undefined;
}
