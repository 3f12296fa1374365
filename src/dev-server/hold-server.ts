import { DevServerError } from './dev-server-error.ts';
import type { Lease } from './take-lease.ts';

const MAX_RECOVERIES = 5;
const WITHIN_MS = 60_000;

export interface HeldServer {
  lease(): Lease;
  readonly lost: Promise<DevServerError>;
  readonly close: () => Promise<void>;
}

/**
 * Holds a lease over deaths of the keeper: all who held one come back here, one of them starts a new keeper on the same
 * database and ports, and Temporal's clients and workers, which ask the same address again by themselves, go on.
 */
export function holdServer(options: {
  folder: string;
  lease: Lease;
  reach: (signal: AbortSignal) => Promise<{ lease: Lease }>;
  onProgress: (line: string) => void;
}): HeldServer {
  const { folder, reach, onProgress } = options;
  const closing = new AbortController();
  let lease = options.lease;
  let recovering: Promise<void> | undefined;
  let closed: Promise<void> | undefined;

  async function watch(): Promise<DevServerError> {
    const breaks: number[] = [];
    for (;;) {
      const fault = await lease.broken;
      if (closing.signal.aborted) return new Promise<never>(() => {});
      if (fault) return fault;
      const now = Date.now();
      breaks.push(now);
      if (breaks.filter((time) => time > now - WITHIN_MS).length > MAX_RECOVERIES) {
        return lostFor(folder, `its keeper died more than ${MAX_RECOVERIES} times within a minute.`);
      }
      onProgress('the process that keeps the Temporal server died; starting another');
      const next = reach(closing.signal);
      recovering = next.then(
        () => {},
        () => {},
      );
      const { lease: found } = await next;
      const { address } = lease;
      lease = found;
      if (found.address !== address) {
        void found.release();
        return lostFor(folder, `its address ${address} was taken by another process while it was down.`);
      }
      onProgress('the Temporal server is up again');
    }
  }

  return {
    lease: () => lease,
    lost: watch().catch((error: unknown) => {
      if (closing.signal.aborted) return new Promise<never>(() => {});
      return error instanceof DevServerError
        ? error
        : lostFor(folder, `it could not be started again: ${String(error)}.`);
    }),
    close: () =>
      (closed ??= (async () => {
        closing.abort();
        await recovering;
        await lease.release();
      })()),
  };
}

function lostFor(folder: string, what: string): DevServerError {
  const remedy = 'Start again: the runs go on from where they were.';
  return new DevServerError({
    code: 'SERVER_LOST',
    what: `the Temporal server is lost: ${what}`,
    place: folder,
    remedy,
  });
}
