import type { JsonObject } from '../definition/json.ts';
import type { AgentDefinition, RunDefinition } from '../definition/run-definition.ts';
import { decidedReason } from '../workflows/approval-reasons.ts';
import type { AgentWork } from '../workflows/phase-agents.ts';
import type { AgentOutcome, PhaseState } from '../workflows/phase-state.ts';
import type { ReusedRun } from '../workflows/reuse.ts';
import { failureMessage, RunRecord, type Handler } from '../workflows/run-record.ts';
import type { RunResult } from '../workflows/run-result.ts';
import type { Scheduler } from '../workflows/scheduler.ts';
import { CANCELLED_RUN, tookTooLong } from '../workflows/stopping.ts';
import { failedSubRun, toSubRun } from '../workflows/sub-run.ts';
import { toAgentTask } from '../workflows/to-agent-task.ts';
import type { WorkflowOutcome } from '../workflows/work.ts';
import { beginAttempt } from './begin-attempt.ts';
import { SimulatedAgent } from './simulated-agent.ts';
import { SimulatedPhases, type Cancel, type PhasesWorld } from './simulated-phases.ts';
import type { SimulatedWorld } from './simulated-world.ts';

export interface SimulatedRunInput {
  readonly definition: RunDefinition;
  readonly definitionHash: string;
  readonly inputs: JsonObject;
  readonly workflowId: string;
  /** Of the phase that runs it, with a slash at the end; empty for the run that is tested. */
  readonly prefix: string;
  readonly reuse?: ReusedRun;
}

/** One run in simulated time: its phases, then `on_failure`, then `finally`, as `run` has them in Temporal. */
export class SimulatedRun {
  readonly #input: SimulatedRunInput;
  readonly #world: SimulatedWorld;
  readonly #record: RunRecord;
  readonly #main: SimulatedPhases;
  readonly #facts: { readonly inputs: JsonObject; readonly runId: string; readonly startedAt: number };
  readonly #over: (result: RunResult) => void;
  #onFailure: SimulatedPhases | undefined;
  #callOffTimeout: Cancel = () => {};

  constructor(input: SimulatedRunInput, world: SimulatedWorld, over: (result: RunResult) => void) {
    const { definition, inputs, workflowId, prefix, reuse } = input;
    this.#input = input;
    this.#world = world;
    this.#over = over;
    const startedAt = world.clock.now();
    this.#facts = { inputs, runId: workflowId, startedAt };
    const options = { ...this.#facts, ...(reuse ? { reuse } : {}) };
    this.#main = new SimulatedPhases(
      definition,
      options,
      this.#phasesWorld(() => this.#phasesAreOver()),
    );
    this.#record = new RunRecord(input, this.#main.scheduler, startedAt);
    world.runs.set(prefix, this);
  }

  begin(): void {
    const { timeout } = this.#input.definition;
    if (timeout !== undefined)
      this.#callOffTimeout = this.#world.clock.after(timeout, () => this.#stop('timed_out', tookTooLong(timeout)));
    this.#main.work();
  }

  readonly cancel = (): void => this.#stop('cancelled', CANCELLED_RUN);

  get result(): RunResult {
    const { definition, workflowId } = this.#input;
    const identity = { workflow: definition.name, workflow_id: workflowId, run_id: workflowId };
    return this.#record.result(this.#main.scheduler.phases, identity, this.#world.clock.now());
  }

  /** Phases that wait for a decision. */
  get waiting(): string[] {
    return this.#main.scheduler.phases.flatMap(({ status, definition }) =>
      status === 'waiting' ? [this.#input.prefix + definition.name] : [],
    );
  }

  #stop(how: 'cancelled' | 'timed_out', reason: string): void {
    this.#record.endsAs(how);
    this.#main.stop(reason);
    this.#onFailure?.stop(reason);
  }

  #phasesAreOver(): void {
    const { onFailure, finally: atTheEnd } = this.#input.definition;
    this.#record.evaluateOutputs();
    const hasFailed = this.#record.status !== 'success' && !this.#record.wasCancelled;
    const last = () => {
      this.#callOffTimeout();
      this.#after('finally', atTheEnd, () => {
        this.#record.close();
        this.#over(this.result);
      });
    };
    if (hasFailed) this.#onFailure = this.#after('on_failure', onFailure, last);
    else last();
  }

  #after(name: Handler, agents: readonly AgentDefinition[], over: () => void): SimulatedPhases | undefined {
    if (agents.length === 0) {
      over();
      return undefined;
    }
    const options = { ...this.#facts, after: this.#main.scheduler.variables };
    const phases = new SimulatedPhases(this.#record.begin(name, agents), options, this.#phasesWorld(over));
    this.#record.add(name, phases.scheduler);
    phases.work();
    return phases;
  }

  #phasesWorld(over: () => void): PhasesWorld {
    return {
      clock: this.#world.clock,
      beginAgent: (work, scheduler, settle) => this.#beginAgent(work, scheduler, settle),
      beginWorkflow: (phase, inputs, settle) => this.#beginWorkflow(phase, inputs, settle),
      decisionOn: (phase) => this.#decisionOn(phase),
      over,
    };
  }

  #beginAgent(work: AgentWork, scheduler: Scheduler, settle: (outcome: AgentOutcome) => void): Cancel {
    const { definition, phase } = work.task.agent;
    const { clock, started } = this.#world;
    const path = `${this.#input.prefix}${phase.definition.name}/${definition.id}`;
    const task = toAgentTask(work, this.#input.definition);
    const { item } = work.task;
    started.add({ path, input: task.input, ...(item ? { item: item.value, itemIndex: item.index } : {}) });
    const mock = this.#world.mockOf(path, definition.class);
    const variables = scheduler.variables.for(item);
    const { workflowId } = this.#input;
    const cacheScope = [this.#input.definition.name, task.phase, task.agent, task.module, definition.class];
    const agent = new SimulatedAgent(definition, {
      clock,
      settle,
      begin: (attempt) => {
        const earlier = this.#world.cache.read(cacheScope, task.cache);
        if (earlier !== undefined) return { takes: 0, end: () => ({ output: earlier, cached: true }) };
        const { realAgents } = this.#world;
        const options = { path, class: definition.class, task, attempt, workflowId, variables, realAgents };
        return this.#world.cache.keeping(cacheScope, task.cache, beginAttempt(mock, options));
      },
    });
    return agent.cancel;
  }

  #beginWorkflow(phase: PhaseState, given: JsonObject, settle: (outcome: WorkflowOutcome) => void): Cancel {
    const { name } = phase.definition;
    const path = this.#input.prefix + name;
    this.#world.started.add({ path, input: given });
    const { definition, inputs, outcome } = toSubRun(phase, given);
    if (outcome) return this.#world.clock.after(0, () => settle(outcome));
    const workflowId = `${this.#input.workflowId}/${name}`;
    phase.childId = workflowId;
    const { definitionHash } = this.#input;
    const input = { definition, definitionHash, inputs, workflowId, prefix: `${path}/` };
    const child = new SimulatedRun(input, this.#world, (result) =>
      this.#world.clock.after(0, () => settle(outcomeOf(result))),
    );
    child.begin();
    return child.cancel;
  }

  #decisionOn(phase: PhaseState): ReturnType<PhasesWorld['decisionOn']> {
    const path = this.#input.prefix + phase.definition.name;
    this.#world.prompts.set(path, phase.approval?.prompt ?? '');
    const decision = this.#world.decisions.get(path);
    return decision && { ...decision, reason: decidedReason(decision, decision.approved) };
  }
}

function outcomeOf(result: RunResult): WorkflowOutcome {
  if (result.status === 'success') return { status: 'success', outputs: result.outputs };
  return result.status === 'cancelled' ? { status: 'cancelled' } : failedSubRun(failureMessage(result), result);
}
