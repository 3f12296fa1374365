import { CancellationScope, condition } from '@temporalio/workflow';
import { decidedReason, said, undecided } from './approval-reasons.ts';
import type { CarriedRun } from './carry.ts';
import type { Decision, DecisionTaken } from './messages.ts';
import type { PhaseState } from './phase-state.ts';
import type { Scheduler } from './scheduler.ts';

/** The decisions that people take on phases which wait for one. */
export class Approvals {
  readonly #scheduler: Scheduler;
  readonly #taken: Map<string, boolean>;

  constructor(scheduler: Scheduler, taken: CarriedRun['decisions'] = []) {
    this.#scheduler = scheduler;
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
    if (approval?.until === undefined) return CancellationScope.nonCancellable(() => condition(decided));
    const left = Math.max(1, approval.until - Date.now());
    if (await CancellationScope.nonCancellable(() => condition(decided, left))) return;
    const { approved, reason } = undecided(definition.approval!);
    this.#scheduler.answer(phase, approved, reason);
  }

  /** @throws Error for a decision that cannot be taken, as far as that is certain before the last events are taken in: without an event. */
  check(decision: Decision, approved: boolean): void {
    const refusal = this.refusalOf(decision, approved);
    const isOpen = ['pending', 'running'].includes(this.#phaseOf(decision)?.status ?? '');
    if (refusal !== undefined && !isOpen) throw new Error(refusal);
  }

  /** Why a decision cannot be taken (any more), and what can be decided instead. */
  refusalOf(decision: Decision, approved: boolean): string | undefined {
    const { phase: name } = decision;
    const before = this.#taken.get(name);
    if (before === approved) return undefined;
    if (before !== undefined) return `phase "${name}" has been ${said(before)} already`;
    const phase = this.#phaseOf(decision);
    if (phase?.status === 'waiting') return undefined;
    const waiting = this.#scheduler.phases.filter(({ status }) => status === 'waiting');
    const names = waiting.map(({ definition }) => definition.name).join(', ');
    return `${phase ? `phase "${name}" is ${phase.status}, and` : `there is no phase "${name}";`} ${names ? `what waits for an approval is: ${names}` : 'nothing waits for an approval'}`;
  }

  /** Taking the same decision again changes nothing. */
  take(decision: Decision, approved: boolean): DecisionTaken {
    const { phase: name } = decision;
    const phase = this.#phaseOf(decision)!;
    if (!this.#taken.has(name)) {
      this.#taken.set(name, approved);
      this.#scheduler.answer(phase, approved, decidedReason(decision, approved));
    }
    return { phase: name, approved, status: phase.status, reason: phase.reason ?? null };
  }

  #phaseOf({ phase: name }: Decision): PhaseState | undefined {
    return this.#scheduler.phases.find(({ definition }) => definition.name === name);
  }
}
