import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import { ConnectionError } from './connection-error.ts';

export interface OutageOptions {
  /** Milliseconds in which the server may be away. */
  readonly patience?: number;
  /** Milliseconds between two questions. */
  readonly pause?: number;
}

/** Asks again while the server cannot be reached: one that is started again is no reason to lose sight of a run. @throws ConnectionError */
export async function outlastOutage<T>(
  ask: () => Promise<T>,
  { patience = 120_000, pause = 1_000 }: OutageOptions = {},
): Promise<T> {
  let awaySince: number | undefined;
  for (;;) {
    const askedAt = performance.now();
    try {
      return await ask();
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      // A question that was open for long had been heard.
      if (awaySince === undefined || performance.now() - askedAt > patience / 2) awaySince = performance.now();
      if (performance.now() - awaySince >= patience)
        throw new ConnectionError(
          `Temporal cannot be reached any more: it has not answered for ${Math.round(patience / 1000)} seconds`,
          { lasting: false, cause: error },
        );
    }
    await delay(pause);
  }
}

/** Whether the server could not be asked, or could not answer at that moment. */
export function isOutOfReach(error: unknown): boolean {
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  return isGrpcServiceError(cause) && PASSING.has(cause.code);
}

/** Of gRPC: CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, INTERNAL, UNAVAILABLE. */
const PASSING: ReadonlySet<number> = new Set([1, 4, 8, 13, 14]);
