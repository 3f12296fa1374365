import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
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
      async (decision) => {
        await caughtUp();
        const refusal = approvals.refusalOf(decision, approved);
        if (refusal !== undefined) throw ApplicationFailure.nonRetryable(refusal, 'Refused');
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

/**
 * A worker that has just replayed the run hands it an Update before the last events, which may be what makes a phase wait.
 * Conditions are looked at when all that came in has been worked off.
 */
async function caughtUp(): Promise<void> {
  let isDone = false;
  void Promise.resolve().then(() => (isDone = true));
  await condition(() => isDone);
}
