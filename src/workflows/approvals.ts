import { condition, type CancellationScope } from '@temporalio/workflow';
import { formatDuration } from '../definition/duration.ts';
import type { CarriedRun } from './carry.ts';
import type { Decision, DecisionTaken } from './messages.ts';
import type { PhaseState } from './phase-state.ts';
import type { Scheduler } from './scheduler.ts';

/** The decisions that people take on phases which wait for one. */
export class Approvals {
  readonly #scheduler: Scheduler;
  readonly #timers: CancellationScope;
  readonly #taken: Map<string, boolean>;

  constructor(scheduler: Scheduler, timers: CancellationScope, taken: CarriedRun['decisions'] = []) {
    this.#scheduler = scheduler;
    this.#timers = timers;
    this.#taken = new Map(taken);
  }

  /** The decisions that people have taken so far. */
  get decisions(): CarriedRun['decisions'] {
    return [...this.#taken];
  }

  /** Resolves when the phase does not wait any more: it was decided, its time is up, or the run is ending. */
  async decision(phase: PhaseState): Promise<void> {
    const { approval, definition } = phase;
    const decided = () => phase.status !== 'waiting';
    if (approval?.until === undefined) return this.#timers.run(() => condition(decided));
    const left = Math.max(1, approval.until - Date.now());
    if (await this.#timers.run(() => condition(decided, left))) return;
    const { timeout = 0, onTimeout } = definition.approval!;
    const reason = `there was no decision within ${formatDuration(timeout)}, which is to ${onTimeout}`;
    this.#scheduler.answer(phase, onTimeout === 'approve', reason);
  }

  /** @throws Error with what can be decided instead, for a decision that cannot be taken (any more). */
  check({ phase: name }: Decision, approved: boolean): void {
    const before = this.#taken.get(name);
    if (before === approved) return;
    if (before !== undefined) throw new Error(`phase "${name}" has been ${said(before)} already`);
    const phase = this.#scheduler.phases.find(({ definition }) => definition.name === name);
    if (phase?.status === 'waiting') return;
    const waiting = this.#scheduler.phases.filter(({ status }) => status === 'waiting');
    const names = waiting.map(({ definition }) => definition.name).join(', ');
    throw new Error(
      `${phase ? `phase "${name}" is ${phase.status}, and` : `there is no phase "${name}";`} ${names ? `what waits for an approval is: ${names}` : 'nothing waits for an approval'}`,
    );
  }

  /** Taking the same decision again changes nothing. */
  take({ phase: name, by, comment }: Decision, approved: boolean): DecisionTaken {
    const phase = this.#scheduler.phases.find(({ definition }) => definition.name === name)!;
    if (!this.#taken.has(name)) {
      this.#taken.set(name, approved);
      const reason = `${said(approved)}${by ? ` by ${by}` : ''}${comment ? `: ${comment}` : ''}`;
      this.#scheduler.answer(phase, approved, reason);
    }
    return { phase: name, approved, status: phase.status, reason: phase.reason ?? null };
  }
}

const said = (approved: boolean): string => (approved ? 'approved' : 'rejected');
