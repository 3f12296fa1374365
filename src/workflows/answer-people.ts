import { setHandler } from '@temporalio/workflow';
import type { Interpreter } from './interpreter.ts';
import { approveUpdate, pauseUpdate, rejectUpdate, resumeUpdate } from './messages.ts';

/** What people ask of a run while it is under way, each as a Temporal Update that is answered with the new state. */
export function answerPeople({ scheduler, approvals, wake }: Interpreter, changed: () => void): void {
  for (const [update, approved] of [
    [approveUpdate, true],
    [rejectUpdate, false],
  ] as const) {
    setHandler(
      update,
      (decision) => {
        const taken = approvals.take(decision, approved);
        changed();
        return taken;
      },
      { validator: (decision) => approvals.check(decision, approved) },
    );
  }
  for (const [update, paused] of [
    [pauseUpdate, true],
    [resumeUpdate, false],
  ] as const) {
    setHandler(update, () => {
      scheduler.paused = paused;
      if (!paused) wake();
      changed();
      return { paused };
    });
  }
}
