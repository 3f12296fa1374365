import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { RunDefinition } from '../definition/run-definition.ts';
import type { RunInput } from './run-input.ts';
import { runAgent } from './agent-activity.ts';
import { Approvals } from './approvals.ts';
import type { PhaseState } from './phase-state.ts';
import { Scheduler, type SchedulerOptions } from './scheduler.ts';
import { notStopped, STOP_MARGIN } from './stopping.ts';
import { runSubWorkflow } from './sub-workflow.ts';
import { Timer } from './timer.ts';
import type { Work } from './work.ts';

/** Brings a scheduler to its end: starts what may start, and tells it what became of that, until nothing is left. */
export class Interpreter {
  readonly scheduler: Scheduler;
  readonly approvals: Approvals;
  readonly #definition: RunDefinition;
  readonly #run: Pick<RunInput, 'definitionHash' | 'payloadsAreKept'>;
  readonly #changed: () => void;
  readonly #scope = new CancellationScope();
  /** So that a phase's agents can be cancelled without the others. */
  readonly #scopes = new Map<PhaseState, CancellationScope>();
  readonly #continues: boolean;
  #hasBegun = false;
  #hasDone = false;
  /** Runs while what was told to stop has time to do so. */
  #grace: Timer | undefined;
  #broken: { readonly error: unknown } | undefined;

  constructor(
    run: Pick<RunInput, 'definition' | 'definitionHash' | 'payloadsAreKept'>,
    options: Omit<SchedulerOptions, 'cancel' | 'now'> & { readonly continues: boolean },
    changed: () => void,
  ) {
    this.#continues = options.continues;
    const { definition } = run;
    this.#definition = definition;
    this.#run = run;
    this.#changed = changed;
    this.scheduler = new Scheduler(definition, {
      ...options,
      now: Date.now,
      cancel: (phase) => this.#scopes.get(phase)?.cancel(),
    });
    this.approvals = new Approvals(this.scheduler, options.carried?.decisions);
  }

  /** `due`: its history has become long, and nothing is at work, so that the run can continue as new. */
  async run(): Promise<'over' | 'due'> {
    this.#hasBegun = true;
    this.wake();
    const { scheduler } = this;
    const drained = () => this.#isDue && scheduler.running === 0;
    await CancellationScope.nonCancellable(() =>
      condition(() => scheduler.isOver || drained() || this.#broken !== undefined),
    );
    this.#grace?.cancel();
    if (this.#broken) throw this.#broken.error;
    return scheduler.isOver ? 'over' : 'due';
  }

  /**
   * Agents at work would be started twice by a continued run, so that nothing is started any more and what runs is waited for.
   * Not before something has been done, or a run might do nothing but continue.
   */
  get #isDue(): boolean {
    return this.#continues && this.#hasDone && workflowInfo().continueAsNewSuggested && !this.scheduler.isStopped;
  }

  /** Starts what may start now: at the beginning, and when a pause is over. */
  readonly wake = (): void => {
    if (!this.#hasBegun) return;
    this.#scope.run(() => this.#work()).catch((error: unknown) => (this.#broken = { error }));
  };

  /** Nothing more starts; what runs is told to stop, and after the grace it is no longer waited for. */
  stop(reason: string, grace: () => number): void {
    if (this.scheduler.isOver) return;
    this.scheduler.stop(reason);
    this.#scope.cancel();
    this.#changed();
    if (this.scheduler.isOver) return;
    this.#grace ??= Timer.start(grace() + STOP_MARGIN, () => this.scheduler.abandon(notStopped(grace())));
  }

  /** Side by side, everything that may start, and whatever the end of each makes possible. */
  async #work(): Promise<void> {
    const ready: Work[] = [];
    for (let work = this.#take(); work; work = this.#take()) ready.push(work);
    if (ready.length === 0) return;
    await Promise.all(
      ready.map(async (work) => {
        await this.#perform(work);
        this.#hasDone = true;
        this.#changed();
        await this.#work();
      }),
    );
  }

  #take(): Work | undefined {
    return this.#isDue ? undefined : this.scheduler.take();
  }

  async #perform(work: Work): Promise<void> {
    const { scheduler } = this;
    switch (work.kind) {
      case 'agent': {
        const outcome = await this.#scopeOf(work.task.agent.phase).run(() => runAgent(work, this.#definition));
        if (work.task.status === 'running') scheduler.settle(work.task, outcome);
        return;
      }
      case 'workflow': {
        const { phase, inputs } = work;
        const outcome = await this.#scopeOf(phase).run(() => runSubWorkflow(phase, inputs, this.#run));
        if (phase.status === 'running') scheduler.settleWorkflow(phase, outcome);
        return;
      }
      case 'approval':
        await this.approvals.decision(work.phase);
    }
  }

  #scopeOf(phase: PhaseState): CancellationScope {
    const known = this.#scopes.get(phase) ?? new CancellationScope();
    this.#scopes.set(phase, known);
    return known;
  }
}
