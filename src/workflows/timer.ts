import { CancellationScope, sleep } from '@temporalio/workflow';

/** A timer that a cancellation of the run does not end: `cancel` alone does. */
export class Timer {
  #scope: CancellationScope | undefined;

  /** Without a time it never goes off, and costs nothing. */
  static start(milliseconds: number | undefined, onTime: () => void): Timer {
    const timer = new Timer();
    if (milliseconds === undefined) return timer;
    void CancellationScope.nonCancellable(async () => {
      timer.#scope = new CancellationScope();
      await timer.#scope.run(() => sleep(milliseconds)).then(onTime, () => {});
    });
    return timer;
  }

  cancel(): void {
    this.#scope?.cancel();
  }
}
