import type { JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';
import { undecided } from '../workflows/approval-reasons.ts';
import type { AgentWork } from '../workflows/phase-agents.ts';
import type { AgentOutcome, PhaseState } from '../workflows/phase-state.ts';
import { Scheduler, type SchedulerOptions } from '../workflows/scheduler.ts';
import { DEFAULT_GRACE, notStopped, STOP_MARGIN } from '../workflows/stopping.ts';
import type { Work, WorkflowOutcome } from '../workflows/work.ts';
import type { Clock } from './clock.ts';

/** Calls off what was begun. */
export type Cancel = () => void;

export interface PhasesWorld {
  readonly clock: Clock;
  readonly beginAgent: (work: AgentWork, scheduler: Scheduler, settle: (outcome: AgentOutcome) => void) => Cancel;
  readonly beginWorkflow: (phase: PhaseState, inputs: JsonObject, settle: (outcome: WorkflowOutcome) => void) => Cancel;
  /** Whether a phase that waits is approved, how long after, and why. */
  readonly decisionOn: (
    phase: PhaseState,
  ) => { readonly approved: boolean; readonly after: number; readonly reason: string } | undefined;
  readonly over: () => void;
}

/** Brings a scheduler to its end in simulated time: what `Interpreter` does in Temporal. */
export class SimulatedPhases {
  readonly scheduler: Scheduler;
  readonly #world: PhasesWorld;
  /** What is at work in each phase. */
  readonly #atWork = new Map<PhaseState, Set<Cancel>>();
  #isOver = false;

  constructor(definition: RunDefinition, options: Omit<SchedulerOptions, 'cancel' | 'now'>, world: PhasesWorld) {
    this.#world = world;
    const { now } = world.clock;
    this.scheduler = new Scheduler(definition, { ...options, now, cancel: (phase) => this.#cancel(phase) });
  }

  /** Starts what may start now. */
  work(): void {
    const ready: Work[] = [];
    for (let work = this.scheduler.take(); work; work = this.scheduler.take()) ready.push(work);
    for (const work of ready) this.#perform(work);
    if (!this.scheduler.isOver || this.#isOver) return;
    this.#isOver = true;
    this.#world.over();
  }

  /** Nothing more starts; what runs is told to stop, and after the grace it is no longer waited for. */
  stop(reason: string): void {
    if (this.scheduler.isOver) return;
    this.scheduler.stop(reason);
    for (const phase of this.#atWork.keys()) this.#cancel(phase);
    this.#world.clock.after(DEFAULT_GRACE + STOP_MARGIN, () => {
      this.scheduler.abandon(notStopped(DEFAULT_GRACE));
      this.work();
    });
    this.work();
  }

  #perform(work: Work): void {
    const { scheduler } = this;
    switch (work.kind) {
      case 'agent': {
        const { task } = work;
        this.#begin(task.agent.phase, (done) =>
          this.#world.beginAgent(work, scheduler, (outcome) => {
            if (task.status === 'running') scheduler.settle(task, outcome);
            done();
          }),
        );
        return;
      }
      case 'workflow': {
        const { phase, inputs } = work;
        this.#begin(phase, (done) =>
          this.#world.beginWorkflow(phase, inputs, (outcome) => {
            if (phase.status === 'running') scheduler.settleWorkflow(phase, outcome);
            done();
          }),
        );
        return;
      }
      case 'approval':
        this.#ask(work.phase);
    }
  }

  #begin(phase: PhaseState, begin: (done: () => void) => Cancel): void {
    const cancels = this.#atWork.get(phase) ?? new Set();
    this.#atWork.set(phase, cancels);
    const cancel = begin(() => {
      cancels.delete(cancel);
      this.work();
    });
    cancels.add(cancel);
  }

  #ask(phase: PhaseState): void {
    const { clock } = this.#world;
    const answer = (approved: boolean, reason: string) => {
      this.scheduler.answer(phase, approved, reason);
      this.work();
    };
    const decision = this.#world.decisionOn(phase);
    if (decision) clock.after(decision.after, () => answer(decision.approved, decision.reason));
    const { approval, definition } = phase;
    if (approval?.until === undefined) return;
    clock.after(approval.until - clock.now(), () => {
      const { approved, reason } = undecided(definition.approval!);
      answer(approved, reason);
    });
  }

  #cancel(phase: PhaseState): void {
    for (const cancel of this.#atWork.get(phase) ?? []) cancel();
  }
}
