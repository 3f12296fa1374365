import type { AgentLogLine, Measurement } from './agent-call.ts';
import type { AttemptLimits } from './run-attempt.ts';

/**
 * What a worker tells its child. `id` is the attempt's, new and random each time; what comes back without it is ignored, so that
 * nothing an earlier attempt left behind can speak for a later one.
 */
export type ToChild =
  | { readonly kind: 'call'; readonly id: string; readonly url: string; readonly limits: AttemptLimits }
  | { readonly kind: 'abort'; readonly id: string; readonly name: string; readonly message: string }
  | { readonly kind: 'stopping'; readonly id: string }
  | { readonly kind: 'ping' };

/** What a child tells its worker. The body of `output` and `checkpoint` is the value. */
export type FromChild =
  | { readonly kind: 'pong'; readonly memory: number }
  /** The call has come. */
  | { readonly kind: 'taken'; readonly id: string }
  | { readonly kind: 'progress'; readonly id: string; readonly fraction: number; readonly text?: string | undefined }
  | { readonly kind: 'checkpoint'; readonly id: string }
  | { readonly kind: 'log'; readonly id: string; readonly line: AgentLogLine }
  | { readonly kind: 'measurements'; readonly id: string; readonly measurements: readonly Measurement[] }
  | { readonly kind: 'output'; readonly id: string }
  | FailedAttempt
  /** After an attempt: whether the child is as it was before, and so can be used again. */
  | { readonly kind: 'settled'; readonly id: string; readonly clean: boolean; readonly memory: number };

export interface FailedAttempt {
  readonly kind: 'failed';
  readonly id: string;
  readonly type: string;
  readonly message: string;
  readonly stack: string;
  readonly retryable: boolean;
  readonly retryAfter?: number | undefined;
}
