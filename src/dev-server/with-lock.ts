import lockfile from 'proper-lockfile';
import { setTimeout as sleep } from 'node:timers/promises';

/** A lock that nobody has touched for this long belonged to somebody who was killed. Its holder touches it every second. */
const STALE_MS = 5000;

/**
 * Runs `work` while no other process of this machine holds the lock `<file>.lock`; `waiting` is called now and then until it
 * is free. A holder that was suspended (a laptop's lid) may lose the lock: `work` must leave nothing half-made even then.
 */
export async function withLock<T>(
  file: string,
  options: { waiting?: () => void; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    options.signal?.throwIfAborted();
    const release = await tryLock(file);
    if (release) {
      try {
        return await work();
      } finally {
        await release().catch(() => {}); // lost meanwhile, or its folder was removed
      }
    }
    options.waiting?.();
    await sleep(100, undefined, { signal: options.signal });
  }
}

async function tryLock(file: string): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lockfile.lock(file, { realpath: false, stale: STALE_MS, update: 1000, onCompromised: () => {} });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw error;
  }
}
