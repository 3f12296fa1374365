import { CancellationScope, setHandler } from '@temporalio/workflow';
import type { RunInput } from './run-input.ts';
import { answerPeople } from './answer-people.ts';
import { checkInput } from './check-input.ts';
import { cancelSignal, shutdownSignal, statusQuery } from './messages.ts';
import { requestCancel } from './request-cancel.ts';
import type { RunResult } from './run-result.ts';
import { RunState } from './run-state.ts';
import { CANCELLED_RUN, DEFAULT_GRACE, tookTooLong } from './stopping.ts';
import { Timer } from './timer.ts';

/** Interprets one workflow definition: its phases, then what is to be done after a failure, then what is to be done at last. */
export async function run(input: RunInput): Promise<RunResult> {
  checkInput(input);
  const { definition } = input;
  const state = new RunState(input);
  let grace = DEFAULT_GRACE;
  const stop = (how: 'cancelled' | 'timed_out', reason: string) => {
    state.endsAs(how);
    for (const interpreter of state.cancellable) interpreter.stop(reason, () => grace);
  };

  setHandler(statusQuery, (from = 0) => state.page(from));
  answerPeople(state.main, state.changed);
  for (const signal of [cancelSignal, shutdownSignal]) {
    setHandler(signal, (options) => {
      // Anyone may send a signal, with anything in it.
      if (Number.isFinite(options?.grace)) grace = Math.max(0, options!.grace!);
      requestCancel();
    });
  }
  CancellationScope.current().cancelRequested.catch(() => stop('cancelled', CANCELLED_RUN));
  // The server's own timeout would leave neither `finally` nor a result.
  const timer = Timer.start(state.timeLeft, () => stop('timed_out', tookTooLong(definition.timeout!)));

  const turn = definition.concurrency && (await state.takeTurn(definition.concurrency));
  if ((await state.main.run()) === 'due') return state.goOnAsNew();
  state.evaluateOutputs();
  if (state.status !== 'success' && !state.wasCancelled) await state.after('on_failure', definition.onFailure);
  timer.cancel();
  await CancellationScope.nonCancellable(() => state.after('finally', definition.finally));
  if (turn) await CancellationScope.nonCancellable(() => turn.giveBack());
  return state.close();
}
