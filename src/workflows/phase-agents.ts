import { render, renderText } from '../definition/expression/evaluate.ts';
import type { Json, JsonObject } from '../definition/json.ts';
import { hasBegun } from './carry.ts';
import { expressionFailed } from './expression-failed.ts';
import { falseCondition } from './false-condition.ts';
import { endOfAgent } from './phase-end.ts';
import {
  hasFailed,
  newTask,
  type AgentOutcome,
  type AgentState,
  type PhaseState,
  type TaskState,
} from './phase-state.ts';
import type { Reuse } from './reuse.ts';
import type { RunVariables } from './run-variables.ts';
import type { AgentError } from './run-result.ts';

/** A task that may start now, with what it is started with. */
export interface AgentWork {
  readonly kind: 'agent';
  readonly task: TaskState;
  readonly input: JsonObject;
  readonly cacheKey?: string;
}

export interface PhaseAgentsOptions {
  readonly variables: RunVariables;
  readonly now: () => number;
  readonly reuse: Reuse | undefined;
  /** Asks that what is at work in the phase be cancelled. */
  readonly cancel: ((phase: PhaseState) => void) | undefined;
}

/** Someone cancelled its activity, or the agent itself did: the run goes on, and counts it as a failure. */
const CANCELLED: AgentError = { type: 'Cancelled', message: 'it was cancelled, though the run was not' };

/** The agents of one phase: which of them may start, and what the end of one means for the others. */
export class PhaseAgents {
  readonly phase: PhaseState;
  /** The first failure that was not tolerated by its agent. */
  failure: { readonly agent: string; readonly error: AgentError } | undefined;
  readonly #options: PhaseAgentsOptions;
  readonly #limit: number;
  /** Agents that have begun and may start another task, in the order in which they began. */
  readonly #startable = new Set<AgentState>();
  /** Index of the next agent to begin. */
  #next = 0;
  /** Agents that have begun and are not over. */
  #active = 0;
  /** Why nothing starts any more. */
  #gaveUp: string | undefined;
  #running = 0;

  constructor(phase: PhaseState, options: PhaseAgentsOptions) {
    this.phase = phase;
    this.#options = options;
    this.#limit = phase.definition.maxWorkers ?? Infinity;
  }

  /** Goes on from agents that were brought back to where they were. */
  resume(): void {
    const { agents } = this.phase;
    const begun = agents.filter(hasBegun);
    this.#next = begun.length;
    this.#active = begun.filter((agent) => !agent.isOver).length;
    for (const agent of begun) {
      if (agent.error) this.#hasFailed(agent, agent.error);
      for (const task of agent.tasks) this.#taskIsOver(task);
      this.#update(agent);
    }
  }

  /** The tasks of an agent that begins, or has begun before the run continued as new. @throws if its list cannot be told, or is none */
  tasksOf(agent: AgentState): TaskState[] {
    const { forEach } = agent.definition;
    const { reuse } = this.#options;
    if (reuse?.sealed(this.phase) !== undefined) return this.#pastTasksOf(agent, reuse) ?? agent.tasks;
    if (forEach === undefined) {
      const reused = reuse?.taskOf(agent);
      return reused ? [reused] : agent.tasks;
    }
    const tasks = this.#listOf(forEach).map((value, index) => newTask(agent, { index, value }));
    return reuse?.useFor(agent, tasks) ?? tasks;
  }

  #listOf(forEach: NonNullable<AgentState['definition']['forEach']>): readonly Json[] {
    const list = render(forEach, this.#options.variables.for());
    if (!isList(list)) throw new Error(`for_each needs a list, not ${JSON.stringify(list).slice(0, 80)}`);
    return list;
  }

  /** What the list is made of may not be there either. */
  #pastTasksOf(agent: AgentState, reuse: Reuse): TaskState[] | undefined {
    return reuse.pastTasksOf(agent, () => {
      try {
        return this.#listOf(agent.definition.forEach!);
      } catch {
        return undefined;
      }
    });
  }

  /** Whether every output of the phase is that of an earlier run, as far as can be told before it starts. */
  get isReused(): boolean {
    if (!this.#options.reuse) return false;
    try {
      return this.phase.agents.every((agent) => this.tasksOf(agent).every((task) => task.reused));
    } catch {
      return false;
    }
  }

  /** Takes what there is of the earlier run, and runs nothing. */
  seal(reuse: Reuse, reason: string): void {
    this.giveUp('skipped', reason);
    for (const agent of this.phase.agents) {
      const tasks = this.#pastTasksOf(agent, reuse);
      if (tasks) Object.assign(agent, { tasks, next: tasks.length, status: 'success', reason: reuse.reason });
    }
  }

  get running(): number {
    return this.#running;
  }

  get canStart(): boolean {
    return this.#running < this.#limit && (this.#startable.size > 0 || this.#mayBegin);
  }

  get isOver(): boolean {
    return this.#active === 0 && this.#next === this.phase.agents.length;
  }

  /** The next task; `undefined` where an agent or an item turned out to be over without being started. Only if `canStart`. */
  take(): AgentWork | undefined {
    const agent = this.#startable.values().next().value ?? this.#begin();
    const task = agent?.tasks[agent.next];
    if (!agent || !task) return undefined;
    agent.next++;
    const work = task.reused ? undefined : this.#prepare(task);
    if (work) {
      agent.status = 'running';
      agent.running++;
      this.#running++;
      task.status = 'running';
      task.startedAt = this.#options.now();
    } else this.#taskIsOver(task);
    this.#update(agent);
    return work;
  }

  settle(task: TaskState, outcome: AgentOutcome): void {
    const { agent } = task;
    const { attempts } = outcome;
    if (outcome.status !== 'cancelled') Object.assign(task, outcome);
    else if (this.#gaveUp === undefined) Object.assign(task, { status: 'failed', attempts, error: CANCELLED });
    else Object.assign(task, { ...outcome, reason: task.reason ?? this.#gaveUp });
    task.finishedAt = this.#options.now();
    agent.running--;
    this.#running--;
    this.#taskIsOver(task);
    this.#update(agent);
  }

  /** What has not started never will. */
  giveUp(status: 'skipped' | 'blocked' | 'cancelled', reason: string): void {
    this.#gaveUp ??= reason;
    for (const agent of this.phase.agents.slice(0, this.#next)) {
      if (agent.isOver) continue;
      for (; agent.next < agent.tasks.length; agent.next++) {
        const task = agent.tasks[agent.next]!;
        if (task.reused) continue;
        agent.cutShort = reason;
        Object.assign(task, { status, reason });
      }
      this.#update(agent);
    }
    for (; this.#next < this.phase.agents.length; this.#next++) {
      const agent = this.phase.agents[this.#next]!;
      for (const whole of [agent, ...agent.tasks]) Object.assign(whole, { status, reason });
      Object.assign(agent, { next: agent.tasks.length, isOver: true });
    }
  }

  get #mayBegin(): boolean {
    return this.#next < this.phase.agents.length && (this.phase.definition.parallel || this.#active === 0);
  }

  /** Begins the next agent; `undefined` if it was over at once. */
  #begin(): AgentState | undefined {
    const agent = this.phase.agents[this.#next++]!;
    this.#active++;
    try {
      agent.tasks = this.tasksOf(agent);
      const [first] = agent.tasks;
      if (!first) agent.reason = 'its list is empty';
      else if (agent.tasks.every((task) => task.reused)) {
        agent.next = agent.tasks.length;
        agent.reason = first.reason!;
      }
    } catch (error) {
      agent.error = expressionFailed(error);
      this.#hasFailed(agent, agent.error);
    }
    this.#update(agent);
    return agent.next < agent.tasks.length ? agent : undefined;
  }

  /** What a task is started with; `undefined` where its condition is false or one of its expressions fails. */
  #prepare(task: TaskState): AgentWork | undefined {
    const { definition } = task.agent;
    try {
      const variables = this.#options.variables.for(task.item);
      const skipped = falseCondition(definition.if, variables);
      if (skipped !== undefined) {
        Object.assign(task, { status: 'skipped', reason: skipped });
        return undefined;
      }
      const input = render(definition.with ?? {}, variables, { keepWritten: definition.secrets !== undefined });
      const cacheKey = definition.cache && renderText(definition.cache.key, variables);
      return { kind: 'agent', task, input: input as JsonObject, ...(cacheKey === undefined ? {} : { cacheKey }) };
    } catch (error) {
      Object.assign(task, { status: 'failed', error: expressionFailed(error) });
      return undefined;
    }
  }

  #taskIsOver(task: TaskState): void {
    if (hasFailed(task) && task.error) this.#hasFailed(task.agent, task.error);
  }

  #hasFailed({ definition }: AgentState, error: AgentError): void {
    const { phase } = this;
    if (definition.continueOnError || this.failure) return;
    this.failure = { agent: definition.id, error };
    if (!phase.definition.failFast) return;
    this.giveUp('skipped', `agent "${definition.id}" failed, and the phase has fail_fast`);
    this.#options.cancel?.(phase);
  }

  /** Takes in that something about an agent has changed: whether it may start more, or is over. */
  #update(agent: AgentState): void {
    const { definition, running, next, tasks } = agent;
    if (next < tasks.length && running < (definition.maxWorkers ?? Infinity)) this.#startable.add(agent);
    else this.#startable.delete(agent);
    if (running > 0 || next < tasks.length || agent.isOver) return;
    agent.isOver = true;
    this.#active--;
    Object.assign(agent, endOfAgent(agent));
    if (this.phase.definition.parallel || !hasFailed(agent) || definition.continueOnError) return;
    const what = agent.status === 'timed_out' ? 'timed out' : 'failed';
    this.giveUp('skipped', `agent "${definition.id}" before it ${what}`);
  }
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
