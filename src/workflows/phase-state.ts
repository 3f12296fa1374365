import type { Json, JsonObject } from '../definition/json.ts';
import type { AgentDefinition, PhaseDefinition } from '../definition/run-definition.ts';
import type { AgentError, AgentStatus, PhaseStatus } from './run-result.ts';

/** How an agent ended, over all its attempts. */
export type AgentOutcome =
  | {
      readonly status: 'success';
      readonly attempts: number;
      readonly output: Json;
      readonly cached?: true;
      readonly reason?: string;
    }
  | { readonly status: 'failed' | 'timed_out'; readonly attempts: number; readonly error: AgentError }
  | { readonly status: 'cancelled'; readonly attempts: number };

/** Why an agent ended as `timed_out` whose last attempt took too long. */
export const ATTEMPT_TIMED_OUT: AgentError = { type: 'Timeout', message: 'the attempt took longer than its timeout' };

/** One activity: an agent, or an agent for one item of its `for_each`. */
export interface TaskState {
  readonly agent: AgentState;
  readonly item?: { readonly index: number; readonly value: Json };
  status: AgentStatus;
  attempts: number;
  startedAt?: number;
  finishedAt?: number;
  output: Json;
  error?: AgentError;
  reason?: string;
  cached?: true;
  reused?: true;
}

export interface AgentState {
  readonly definition: AgentDefinition;
  readonly phase: PhaseState;
  /** One for a plain agent; of a `for_each` one for each item, from the moment that its list is known. */
  tasks: TaskState[];
  status: AgentStatus;
  reason?: string;
  /** What is wrong with the agent as a whole: a `for_each` that is no list. */
  error?: AgentError;
  /** Why the rest of its items were not started, though it had begun. */
  cutShort?: string;
  /** Index of the next task to start. */
  next: number;
  running: number;
  isOver: boolean;
}

export interface PhaseState {
  readonly definition: PhaseDefinition;
  readonly agents: readonly AgentState[];
  readonly dependents: PhaseState[];
  status: PhaseStatus;
  /** Dependencies that are not over yet. */
  unmet: number;
  startedAt?: number;
  finishedAt?: number;
  reason?: string;
  /** What is wrong with the phase itself, rather than with one of its agents. */
  error?: AgentError;
  /** What is asked while it waits for a decision, and until when. */
  approval?: { readonly prompt: string; readonly until?: number };
  /** What its sub-workflow gave back, and the child workflow that ran it. */
  outputs?: JsonObject;
  childId?: string;
}

/** Phase states with their edges and counts of unmet dependencies. */
export function newPhases(definitions: readonly PhaseDefinition[]): PhaseState[] {
  const phases = definitions.map(newPhase);
  const byName = new Map(phases.map((phase) => [phase.definition.name, phase]));
  for (const phase of phases)
    for (const edge of phase.definition.dependsOn) byName.get(edge.phase)?.dependents.push(phase);
  return phases;
}

function newPhase(definition: PhaseDefinition): PhaseState {
  const agents: AgentState[] = [];
  const phase: PhaseState = {
    definition,
    agents,
    dependents: [],
    status: 'pending',
    unmet: definition.dependsOn.length,
  };
  for (const agent of definition.agents) {
    const state: AgentState = {
      definition: agent,
      phase,
      tasks: [],
      status: 'pending',
      next: 0,
      running: 0,
      isOver: false,
    };
    if (agent.forEach === undefined) state.tasks = [newTask(state)];
    agents.push(state);
  }
  return phase;
}

export function newTask(agent: AgentState, item?: TaskState['item']): TaskState {
  return { agent, ...(item ? { item } : {}), status: 'pending', attempts: 0, output: null };
}

export const hasFailed = ({ status }: { readonly status: AgentStatus | PhaseStatus }): boolean =>
  status === 'failed' || status === 'timed_out';

/** A failure that the definition tolerates: it is recorded, and the flow goes on. */
export const isTolerated = (state: AgentState | PhaseState): boolean =>
  hasFailed(state) && state.definition.continueOnError;

/** All outputs of an agent are those of an earlier run. */
export const isReused = ({ status, tasks }: AgentState): boolean =>
  status === 'success' &&
  tasks.some((task) => task.reused) &&
  tasks.every((task) => task.reused || task.status === 'skipped');

/** Nothing of a phase ran, since there were outputs of an earlier run. */
export const isPhaseReused = ({ definition, status, agents, startedAt }: PhaseState): boolean =>
  status === 'success' &&
  (definition.workflow
    ? startedAt === undefined
    : agents.some(isReused) && agents.every((agent) => isReused(agent) || agent.status === 'skipped'));

export const isOver = ({ status }: PhaseState): boolean =>
  status !== 'pending' && status !== 'waiting' && status !== 'running';

/** What an agent gives to expressions: its output, for a `for_each` the list of them. */
export function outputOf({ definition, tasks }: AgentState): Json {
  return definition.forEach === undefined ? (tasks[0]?.output ?? null) : tasks.map((task) => task.output);
}
