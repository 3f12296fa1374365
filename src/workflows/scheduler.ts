import { render } from '../definition/expression/evaluate.ts';
import type { JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { askForApproval } from './ask-for-approval.ts';
import { restorePhases, type CarriedRun } from './carry.ts';
import { obstacleTo } from './dependencies.ts';
import { expressionFailed } from './expression-failed.ts';
import { PhaseAgents } from './phase-agents.ts';
import { endOfPhase } from './phase-end.ts';
import { isOver, newPhases, type AgentOutcome, type PhaseState, type TaskState } from './phase-state.ts';
import { Reuse, type ReusedRun } from './reuse.ts';
import { sealPhase } from './seal-phase.ts';
import { RunVariables, type RunFacts } from './run-variables.ts';
import type { AgentError, PhaseStatus, RunError } from './run-result.ts';
import type { Work, WorkflowOutcome } from './work.ts';

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
  readonly #reuse: Reuse | undefined;
  /** Open phases that could start something if the run's limit allows, in the order in which they became so. */
  readonly #startable = new Set<PhaseState>();
  readonly #byName: ReadonlyMap<string, PhaseState>;
  #approvals: PhaseState[] = [];
  /** Phases that are over, of which those behind them have not heard. */
  #ended: PhaseState[] = [];
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
    this.#reuse = reuse && new Reuse(reuse);
    const agentOptions = { now, cancel, variables: this.variables, reuse: this.#reuse };
    this.#agents = new Map(this.phases.map((phase) => [phase, new PhaseAgents(phase, agentOptions)]));
    this.#open = this.phases.length;
    if (options.carried) this.#resume(options.carried);
    else for (const phase of this.phases.filter(({ unmet }) => unmet === 0)) this.#decide(phase);
    this.#tellDependents();
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
    for (;;) {
      const approval = this.#approvals.shift();
      if (approval) return { kind: 'approval', phase: approval };
      const [phase] = this.#startable;
      if (!phase || this.paused || this.#running >= this.#maxWorkers) return undefined;
      const work = phase.definition.workflow ? this.#takeWorkflow(phase) : this.#takeAgent(phase);
      this.#tellDependents();
      if (work) return work;
    }
  }

  /** Takes in how a task that was taken ended. */
  settle(task: TaskState, outcome: AgentOutcome): void {
    const { phase } = task.agent;
    this.#running--;
    this.#agents.get(phase)!.settle(task, outcome);
    this.#update(phase);
    this.#tellDependents();
  }

  /** Takes in how a phase's sub-workflow ended. */
  settleWorkflow(phase: PhaseState, outcome: WorkflowOutcome): void {
    this.#running--;
    if (outcome.status === 'success') {
      phase.outputs = outcome.outputs;
      this.#end(phase, 'success');
    } else if (outcome.status === 'failed') this.#fail(phase, outcome.error);
    else if (this.#stopped !== undefined) this.#end(phase, 'cancelled', this.#stopped);
    else this.#fail(phase, { type: 'Cancelled', message: 'its sub-workflow was cancelled, though the run was not' });
    this.#tellDependents();
  }

  /** Takes in the decision on a phase that waits for one. */
  answer(phase: PhaseState, approved: boolean, reason: string): void {
    if (phase.status !== 'waiting') return;
    if (approved) {
      delete phase.approval;
      phase.status = 'pending';
      phase.reason = reason;
      this.#start(phase);
    } else this.#fail(phase, { type: 'Rejected', message: reason });
    this.#tellDependents();
  }

  /** Nothing starts from here on; what runs is left to settle. */
  stop(reason: string): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    this.#approvals = [];
    for (const phase of this.phases) {
      if (isOver(phase)) continue;
      this.#agents.get(phase)!.giveUp('cancelled', reason);
      if (!phase.definition.workflow) this.#update(phase);
      else if (phase.status !== 'running') this.#end(phase, 'cancelled', reason);
    }
  }

  /** What was told to stop and still runs is no longer waited for. */
  abandon(reason: string): void {
    for (const phase of this.phases) {
      if (phase.status !== 'running') continue;
      if (phase.definition.workflow) {
        this.#running--;
        this.#end(phase, 'cancelled', reason);
      }
      for (const task of phase.agents.flatMap((agent) => agent.tasks)) {
        if (task.status !== 'running') continue;
        task.reason = reason;
        // Temporal cancels at once what only waits for a worker: this one was at work, and does not say at which attempt.
        this.settle(task, { status: 'cancelled', attempts: Math.max(1, task.attempts) });
      }
    }
  }

  #resume({ phases, error, paused }: CarriedRun): void {
    restorePhases(this.phases, phases, (agent) => this.#agents.get(agent.phase)!.tasksOf(agent));
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

  /** The dependencies of a phase are over. */
  #decide(phase: PhaseState): void {
    const { approval } = phase.definition;
    const agents = this.#agents.get(phase)!;
    const variables = this.variables.for();
    const sealed = this.#reuse && sealPhase(phase, agents, this.#reuse);
    if (sealed) return this.#end(phase, sealed.status, sealed.reason);
    try {
      const obstacle = obstacleTo(this.#reuse?.asAlone(phase) ?? phase, this.#byName, variables);
      const given = this.#reuse?.outputsOf(phase);
      if (obstacle) {
        agents.giveUp(obstacle.status, obstacle.reason);
        this.#end(phase, obstacle.status, obstacle.reason);
      } else if (given) {
        phase.outputs = given;
        this.#end(phase, 'success', this.#reuse!.reason);
      } else if (approval && !agents.isReused) {
        askForApproval(phase, approval, variables, this.#now());
        this.#approvals.push(phase);
      } else this.#start(phase);
    } catch (error) {
      this.#fail(phase, expressionFailed(error));
    }
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
      this.#end(phase, status, reason);
    } else if (agents.canStart) this.#startable.add(phase);
    else this.#startable.delete(phase);
  }

  /** A failure of the phase itself. */
  #fail(phase: PhaseState, error: AgentError): void {
    phase.error = error;
    this.#agents.get(phase)!.giveUp('skipped', error.message);
    if (!phase.definition.continueOnError) this.#note(phase, null, error);
    this.#end(phase, 'failed', error.message);
  }

  #note(phase: PhaseState, agent: string | null, error: AgentError): void {
    this.variables.error ??= { ...error, phase: phase.definition.name, agent };
  }

  #end(phase: PhaseState, status: PhaseStatus, reason?: string): void {
    phase.status = status;
    delete phase.approval;
    if (reason !== undefined) phase.reason = reason;
    if (phase.startedAt !== undefined) phase.finishedAt = this.#now();
    this.#startable.delete(phase);
    this.#open--;
    this.#ended.push(phase);
  }

  /** Last in whatever may end a phase. A loop, not a recursion: blocking may run down a chain of thousands of phases. */
  #tellDependents(): void {
    for (const phase of this.#ended)
      for (const dependent of phase.dependents)
        if (--dependent.unmet === 0 && this.#stopped === undefined) this.#decide(dependent);
    this.#ended = [];
  }
}
