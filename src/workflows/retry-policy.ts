import type { AgentDefinition } from '../definition/run-definition.ts';

/** As Temporal wants it. Times are milliseconds. */
export interface RetryPolicy {
  readonly initialInterval: number;
  readonly backoffCoefficient: number;
  readonly maximumInterval?: number;
  readonly maximumAttempts: number;
  readonly nonRetryableErrorTypes: string[];
}

/**
 * What no further attempt can mend. The worker marks these itself; they stand here for failures that the SDK makes. To Python a
 * `ValueError` is an error like any other.
 */
const NEVER_RETRIED = { node: ['PayloadsTooLarge', 'ValueError'], python: ['PayloadsTooLarge'] };

/** When and how often the server tries an agent again. */
export function retryPolicy({ retry, runtime }: Pick<AgentDefinition, 'retry' | 'runtime'>): RetryPolicy {
  // A first interval of 0 is refused by the SDK, a `maximumInterval` below the first one too.
  const initialInterval = Math.max(1, Math.min(retry.retryDelay, retry.maxDelay ?? Infinity));
  return {
    initialInterval,
    backoffCoefficient: retry.backoff,
    ...(retry.maxDelay === undefined ? {} : { maximumInterval: Math.max(initialInterval, retry.maxDelay) }),
    maximumAttempts: retry.maxRetries + 1,
    nonRetryableErrorTypes: [...NEVER_RETRIED[runtime], ...retry.nonRetryable],
  };
}
