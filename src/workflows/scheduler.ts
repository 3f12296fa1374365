import { render, renderText } from '../definition/expression/evaluate.ts';
import type { JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { restorePhases, type CarriedRun } from './carry.ts';
import { judge } from './dependencies.ts';
import { expressionFailed } from './expression-failed.ts';
import { falseCondition, PhaseAgents, type AgentWork } from './phase-agents.ts';
import { endOfPhase } from './phase-end.ts';
import { isOver, newPhases, type AgentOutcome, type PhaseState, type TaskState } from './phase-state.ts';
import { Reuse, type ReusedRun } from './reuse.ts';
import { RunVariables, type RunFacts } from './run-variables.ts';
import type { AgentError, PhaseStatus, RunError } from './run-result.ts';

/** What the scheduler wants done. */
export type Work =
  | AgentWork
  | { readonly kind: 'workflow'; readonly phase: PhaseState; readonly inputs: JsonObject }
  | { readonly kind: 'approval'; readonly phase: PhaseState };

/** How a sub-workflow ended. */
export type WorkflowOutcome =
  | { readonly status: 'success'; readonly outputs: JsonObject }
  | { readonly status: 'failed'; readonly error: AgentError }
  | { readonly status: 'cancelled' };

export interface SchedulerOptions extends RunFacts {
  readonly now: () => number;
  readonly reuse?: ReusedRun;
  /** Where the run was before it continued as new. */
  readonly carried?: CarriedRun;
  /** Asks that what is at work in a phase be cancelled: it has failed, and has `fail_fast`. */
  readonly cancel?: (phase: PhaseState) => void;
}

/** What is at work in one workflow at the same time, at most: with far more the server slows down, and then refuses. */
export const WINDOW = 500;

/**
 * Decides what may start. A pure state machine: it is asked what to start (`take`), is told how that ended (`settle` and its
 * like), and knows nothing of Temporal or of a clock other than the one it is given. There are no waves: a phase opens in
 * the moment its own dependencies are over. All calls together take O(phases + dependencies + agents + items).
 */
export class Scheduler {
  readonly phases: readonly PhaseState[];
  readonly variables: RunVariables;
  /** Nothing starts while this is set; what runs goes on. */
  paused = false;
  readonly #maxWorkers: number;
  readonly #now: () => number;
  readonly #agents: ReadonlyMap<PhaseState, PhaseAgents>;
  /** Open phases that could start something if the run's limit allows, in the order in which they became so. */
  readonly #startable = new Set<PhaseState>();
  readonly #byName: ReadonlyMap<string, PhaseState>;
  #approvals: PhaseState[] = [];
  #running = 0;
  /** Phases that are not over. */
  #open: number;
  #stopped: string | undefined;

  constructor(definition: RunDefinition, options: SchedulerOptions) {
    this.#maxWorkers = Math.min(definition.maxWorkers, WINDOW);
    this.#now = options.now;
    this.phases = newPhases(definition.phases);
    this.#byName = new Map(this.phases.map((phase) => [phase.definition.name, phase]));
    this.variables = new RunVariables(options, this.phases);
    const { now, cancel, reuse } = options;
    const shared = { now, variables: this.variables, ...(cancel ? { cancel } : {}) };
    const agentOptions = reuse ? { ...shared, reuse: new Reuse(reuse) } : shared;
    this.#agents = new Map(this.phases.map((phase) => [phase, new PhaseAgents(phase, agentOptions)]));
    this.#open = this.phases.length;
    if (options.carried) this.#resume(options.carried);
    else {
      const first = this.phases.filter((phase) => phase.unmet === 0);
      for (const phase of first) if (this.#decide(phase)) this.#tellDependents(phase);
    }
  }

  #resume({ phases, error, paused }: CarriedRun): void {
    restorePhases(this.phases, phases, (agent) => this.#agents.get(agent.phase)!.listItems(agent));
    this.variables.error = error;
    this.paused = paused;
    this.#open = this.phases.filter((phase) => !isOver(phase)).length;
    for (const phase of this.phases) {
      if (isOver(phase) || phase.unmet > 0) continue;
      this.#agents.get(phase)!.resume();
      if (phase.status === 'waiting') this.#approvals.push(phase);
      else this.#start(phase);
    }
  }

  /** Agents and sub-workflows at work. */
  get running(): number {
    return this.#running;
  }

  /** The first failure that was not tolerated. */
  get error(): RunError | null {
    return this.variables.error;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  get isOver(): boolean {
    return this.#open === 0;
  }

  /** The next piece of work that may start now; it counts as running from here on. `undefined` when none may. */
  take(): Work | undefined {
    const approval = this.#approvals.shift();
    if (approval) return { kind: 'approval', phase: approval };
    while (!this.paused && this.#running < this.#maxWorkers) {
      const [phase] = this.#startable;
      if (!phase) return undefined;
      const work = phase.definition.workflow ? this.#takeWorkflow(phase) : this.#takeAgent(phase);
      if (work) return work;
    }
    return undefined;
  }

  /** Takes in how a task that was taken ended. */
  settle(task: TaskState, outcome: AgentOutcome): void {
    const { phase } = task.agent;
    this.#running--;
    if (outcome.status === 'cancelled' && this.#stopped !== undefined) task.reason ??= this.#stopped;
    this.#agents.get(phase)!.settle(task, outcome);
    this.#update(phase);
  }

  /** Takes in how a phase's sub-workflow ended. */
  settleWorkflow(phase: PhaseState, outcome: WorkflowOutcome): void {
    this.#running--;
    if (outcome.status === 'success') {
      phase.outputs = outcome.outputs;
      this.#close(phase, 'success');
    } else if (outcome.status === 'failed') this.#fail(phase, outcome.error);
    else this.#close(phase, 'cancelled', phase.reason ?? this.#stopped ?? 'it was cancelled');
  }

  /** Takes in the decision on a phase that waits for one. */
  answer(phase: PhaseState, approved: boolean, reason: string): void {
    if (phase.status !== 'waiting') return;
    delete phase.approval;
    if (!approved) return this.#fail(phase, { type: 'Rejected', message: reason });
    phase.status = 'pending';
    phase.reason = reason;
    this.#start(phase);
  }

  /** Nothing starts from here on; what runs is left to settle. */
  stop(reason: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.#startable.clear();
    this.#approvals = [];
    for (const phase of this.phases) {
      if (isOver(phase)) continue;
      this.#agents.get(phase)!.giveUp('cancelled', reason);
      if (this.#isIdle(phase)) this.#close(phase, 'cancelled', reason);
    }
  }

  /** What was told to stop and still runs is no longer waited for. */
  abandon(reason: string): void {
    for (const phase of this.phases) {
      if (isOver(phase)) continue;
      if (phase.definition.workflow && phase.status === 'running') {
        phase.reason = reason;
        this.settleWorkflow(phase, { status: 'cancelled' });
      }
      for (const task of phase.agents.flatMap((agent) => agent.tasks)) {
        if (task.status !== 'running') continue;
        task.reason = reason;
        this.settle(task, { status: 'cancelled', attempts: task.attempts });
      }
    }
  }

  /** The dependencies of a phase are over. Whether the phase is over with that. */
  #decide(phase: PhaseState): boolean {
    const { definition } = phase;
    const { blocks, skips } = judge(phase, this.#byName);
    if (blocks) {
      this.#agents.get(phase)!.giveUp('blocked', blocks);
      return this.#end(phase, 'blocked', blocks);
    }
    try {
      const reason = skips ?? falseCondition(definition.if, this.variables.for());
      if (reason !== undefined) {
        this.#agents.get(phase)!.giveUp('skipped', reason);
        return this.#end(phase, 'skipped', reason);
      }
      if (definition.approval) this.#askForApproval(phase);
      else this.#start(phase);
      return false;
    } catch (error) {
      return this.#failQuietly(phase, expressionFailed(error));
    }
  }

  #askForApproval(phase: PhaseState): void {
    const { prompt, timeout } = phase.definition.approval!;
    const asked = renderText(prompt, this.variables.for());
    phase.approval = { prompt: asked, ...(timeout === undefined ? {} : { until: this.#now() + timeout }) };
    phase.status = 'waiting';
    phase.reason = `waits for an approval: ${asked}`;
    this.#approvals.push(phase);
  }

  /** Nothing is before the phase any more. */
  #start(phase: PhaseState): void {
    if (phase.definition.workflow || this.#agents.get(phase)!.canStart) this.#startable.add(phase);
  }

  #takeWorkflow(phase: PhaseState): Work | undefined {
    this.#startable.delete(phase);
    try {
      const inputs = render(phase.definition.workflow!.with, this.variables.for()) as JsonObject;
      this.#begin(phase);
      return { kind: 'workflow', phase, inputs };
    } catch (error) {
      this.#fail(phase, expressionFailed(error));
      return undefined;
    }
  }

  #takeAgent(phase: PhaseState): Work | undefined {
    const agents = this.#agents.get(phase)!;
    const work = agents.take();
    if (work) this.#begin(phase);
    this.#update(phase);
    return work;
  }

  #begin(phase: PhaseState): void {
    this.#running++;
    phase.startedAt ??= this.#now();
    phase.status = 'running';
  }

  /** Takes in what has changed among a phase's agents. */
  #update(phase: PhaseState): void {
    const agents = this.#agents.get(phase)!;
    if (agents.failure && !phase.definition.continueOnError)
      this.#note(phase, agents.failure.agent, agents.failure.error);
    if (agents.isOver) {
      const { status, reason } = endOfPhase(phase);
      this.#close(phase, status, reason);
    } else if (agents.canStart && this.#stopped === undefined) this.#startable.add(phase);
    else this.#startable.delete(phase);
  }

  #isIdle(phase: PhaseState): boolean {
    return phase.definition.workflow ? phase.status !== 'running' : this.#agents.get(phase)!.running === 0;
  }

  /** A failure of the phase itself. */
  #fail(phase: PhaseState, error: AgentError): void {
    this.#failQuietly(phase, error);
    this.#tellDependents(phase);
  }

  #failQuietly(phase: PhaseState, error: AgentError): true {
    phase.error = error;
    this.#agents.get(phase)!.giveUp('skipped', error.message);
    if (!phase.definition.continueOnError) this.#note(phase, null, error);
    return this.#end(phase, 'failed', error.message);
  }

  #note(phase: PhaseState, agent: string | null, error: AgentError): void {
    this.variables.error ??= { ...error, phase: phase.definition.name, agent };
  }

  #close(phase: PhaseState, status: PhaseStatus, reason?: string): void {
    this.#end(phase, status, reason);
    this.#tellDependents(phase);
  }

  #end(phase: PhaseState, status: PhaseStatus, reason: string | undefined): true {
    phase.status = status;
    delete phase.approval;
    if (reason !== undefined) phase.reason = reason;
    if (phase.startedAt !== undefined) phase.finishedAt = this.#now();
    this.#startable.delete(phase);
    this.#open--;
    return true;
  }

  /** A loop, not a recursion: blocking may run down a chain of thousands of phases. */
  #tellDependents(closed: PhaseState): void {
    const queue = [closed];
    for (const phase of queue) {
      for (const dependent of phase.dependents) {
        if (--dependent.unmet > 0 || this.#stopped !== undefined) continue;
        if (this.#decide(dependent)) queue.push(dependent);
      }
    }
  }
}
