import type { Json } from '../definition/json.ts';
import type { AgentDefinition, PhaseDefinition, RunDefinition } from '../definition/run-definition.ts';
import type { AgentError, AgentStatus, PhaseStatus } from './run-result.ts';

/** How an agent ended, over all its attempts. */
export type AgentOutcome =
  | { readonly status: 'success'; readonly attempts: number; readonly output: Json }
  | { readonly status: 'failed' | 'timed_out'; readonly attempts: number; readonly error: AgentError }
  | { readonly status: 'cancelled'; readonly attempts: number };

export interface AgentState {
  readonly definition: AgentDefinition;
  readonly phase: PhaseState;
  status: AgentStatus;
  attempts: number;
  startedAt?: number;
  finishedAt?: number;
  output: Json;
  error?: AgentError;
  reason?: string;
}

export interface PhaseState {
  readonly definition: PhaseDefinition;
  readonly agents: readonly AgentState[];
  readonly dependents: PhaseState[];
  /** Agents of this phase at work at the same time. */
  readonly limit: number;
  status: PhaseStatus;
  unmet: number;
  running: number;
  /** Index of the next agent to start. */
  next: number;
  startedAt?: number;
  finishedAt?: number;
  reason?: string;
}

/**
 * Decides what may start. A pure state machine: it is asked what to start (`take`), is told how that ended (`settle`), and
 * knows nothing of Temporal or of a clock other than the one it is given. There are no waves: a phase opens in the moment
 * its own dependencies are met. All calls together take O(phases + dependencies + agents).
 */
export class Scheduler {
  readonly phases: readonly PhaseState[];
  readonly #maxWorkers: number;
  readonly #now: () => number;
  /** Open phases that could start an agent if the run's limit allows, in the order in which they became so. */
  readonly #startable = new Set<PhaseState>();
  #running = 0;
  #stopped: string | undefined;
  #firstFailure: AgentState | undefined;

  constructor(definition: RunDefinition, now: () => number) {
    this.#maxWorkers = definition.maxWorkers;
    this.#now = now;
    this.phases = connect(definition.phases);
    for (const phase of this.phases) if (phase.unmet === 0) this.#updateStartable(phase);
  }

  /** Agents at work. */
  get running(): number {
    return this.#running;
  }

  get firstFailure(): AgentState | undefined {
    return this.#firstFailure;
  }

  /** The next agent that may start now; it counts as running from here on. `undefined` when none may. */
  take(): AgentState | undefined {
    const [phase] = this.#startable;
    if (!phase || this.#running >= this.#maxWorkers) return undefined;
    const agent = phase.agents[phase.next++]!;
    agent.status = 'running';
    agent.startedAt = this.#now();
    phase.startedAt ??= agent.startedAt;
    phase.status = 'running';
    phase.running++;
    this.#running++;
    this.#updateStartable(phase);
    return agent;
  }

  /** Takes in how an agent that was taken ended. */
  settle(agent: AgentState, outcome: AgentOutcome): void {
    const { phase } = agent;
    Object.assign(agent, outcome);
    if (outcome.status === 'cancelled') agent.reason = this.#stopped ?? 'it was cancelled';
    agent.finishedAt = this.#now();
    phase.running--;
    this.#running--;
    if (hasFailed(agent)) {
      this.#firstFailure ??= agent;
      if (!phase.definition.parallel)
        this.#giveUp(phase, 'skipped', `agent "${agent.definition.id}" before it ${said(agent)}`);
    }
    if (phase.running === 0 && phase.next === phase.agents.length) this.#close(phase, statusOf(phase), reasonOf(phase));
    else this.#updateStartable(phase);
  }

  /** Nothing starts from here on; what runs is left to settle. */
  stop(reason: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    for (const phase of this.phases) {
      if (phase.status !== 'pending' && phase.status !== 'running') continue;
      this.#giveUp(phase, 'cancelled', reason);
      if (phase.running === 0) this.#close(phase, 'cancelled', reason);
    }
  }

  /** Agents that were told to stop and still run are no longer waited for. */
  abandon(reason: string): void {
    for (const { agents, running } of this.phases) {
      if (running === 0) continue;
      for (const agent of agents) {
        if (agent.status !== 'running') continue;
        this.settle(agent, { status: 'cancelled', attempts: agent.attempts });
        agent.reason = reason;
      }
    }
  }

  #updateStartable(phase: PhaseState): void {
    if (phase.next < phase.agents.length && phase.running < phase.limit) this.#startable.add(phase);
    else this.#startable.delete(phase);
  }

  /** The agents of a phase that have not started never will. */
  #giveUp(phase: PhaseState, status: 'skipped' | 'blocked' | 'cancelled', reason: string): void {
    for (; phase.next < phase.agents.length; phase.next++) Object.assign(phase.agents[phase.next]!, { status, reason });
    this.#updateStartable(phase);
  }

  #close(phase: PhaseState, status: PhaseStatus, reason?: string): void {
    // A loop, not a recursion: blocking may run down a chain of thousands of phases.
    const closing: [PhaseState, PhaseStatus, string | undefined][] = [[phase, status, reason]];
    for (const [closed, itsStatus, itsReason] of closing) {
      closed.status = itsStatus;
      if (itsReason !== undefined) closed.reason = itsReason;
      if (closed.startedAt !== undefined) closed.finishedAt = this.#now();
      for (const dependent of closed.dependents) {
        if (dependent.status !== 'pending') continue;
        if (itsStatus === 'success') {
          if (--dependent.unmet === 0) this.#updateStartable(dependent);
        } else if (this.#stopped === undefined) {
          const blocked = `it depends on phase "${closed.definition.name}", which ${itsStatus === 'blocked' ? 'is blocked' : itsStatus}`;
          this.#giveUp(dependent, 'blocked', blocked);
          dependent.status = 'blocked';
          closing.push([dependent, 'blocked', blocked]);
        }
      }
    }
  }
}

/** Phase states with their edges and counts of unmet dependencies. */
function connect(definitions: readonly PhaseDefinition[]): PhaseState[] {
  const phases = definitions.map(newPhase);
  const byName = new Map(phases.map((phase) => [phase.definition.name, phase]));
  for (const phase of phases) for (const name of phase.definition.dependsOn) byName.get(name)?.dependents.push(phase);
  return phases;
}

function newPhase(definition: PhaseDefinition): PhaseState {
  const agents: AgentState[] = [];
  const limit = definition.parallel ? (definition.maxWorkers ?? Infinity) : 1;
  const unmet = definition.dependsOn.length;
  const phase: PhaseState = {
    definition,
    agents,
    dependents: [],
    limit,
    status: 'pending',
    unmet,
    running: 0,
    next: 0,
  };
  for (const agent of definition.agents)
    agents.push({ definition: agent, phase, status: 'pending', attempts: 0, output: null });
  return phase;
}

const hasFailed = (agent: AgentState): boolean => agent.status === 'failed' || agent.status === 'timed_out';

const said = (agent: AgentState): string => (agent.status === 'timed_out' ? 'timed out' : 'failed');

function statusOf(phase: PhaseState): PhaseStatus {
  if (phase.agents.some(hasFailed)) return 'failed';
  return phase.agents.some((agent) => agent.status === 'cancelled') ? 'cancelled' : 'success';
}

function reasonOf(phase: PhaseState): string | undefined {
  const failed = phase.agents.filter(hasFailed);
  if (failed.length === 1) return `agent "${failed[0]!.definition.id}" ${said(failed[0]!)}`;
  if (failed.length > 1)
    return `${failed.length} of ${phase.agents.length} agents failed, first "${failed[0]!.definition.id}"`;
  return phase.agents.find((agent) => agent.status === 'cancelled')?.reason;
}
