import type { LogStore } from '../storage/log-store.ts';

/** Milliseconds that the end of an attempt waits for the store. */
const WITHIN = 3_000;
/** A store that does not answer holds up no agent for a while. */
const PAUSE = 30_000;

/** Brings logs to a store, one object for each. A store that fails is told of once; the logs stay where they are. */
export function upload(
  store: LogStore,
  onProblem: (message: string) => void,
): (file: string, read: () => Promise<string>) => Promise<void> {
  let isToldOf = false;
  let notBefore = 0;
  return async (file, read) => {
    if (Date.now() < notBefore) return;
    try {
      await store.put(file, await read(), AbortSignal.timeout(WITHIN));
    } catch (error) {
      notBefore = Date.now() + PAUSE;
      if (isToldOf) return;
      isToldOf = true;
      const reason = error instanceof Error ? error.message : String(error);
      onProblem(`what agents log cannot be brought to ${store.place}, and is on this machine alone: ${reason}`);
    }
  };
}
