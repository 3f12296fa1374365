/**
 * Why an attempt failed, bounded and safe to send: never the agent's own error object, since an error with, say, a circular
 * cause ends a whole Temporal worker.
 */
export class AgentFailure extends Error {
  override readonly name = 'AgentFailure';
  /**
   * The agent's own error class (`TypeError`), or one of ours. Names in `retry.non_retryable` are compared with it.
   * Never retried: `agent-not-found`, `not-an-agent`, `agent-load-failed`, `bad-config`, `bad-result`, `result-too-large`,
   * `secret-not-found`, `undeclared-secret`. `secret-unavailable`: where secrets are did not answer.
   * What happened to the process: `AgentExited`, `AgentCrashed`, `AgentOutOfMemory`, `AgentUnresponsive`, `AgentUnhandledError`.
   * `AgentCancelled`: it was asked to end. `NonErrorThrown`: it threw something that is no error.
   */
  readonly type: string;
  /** False for what another attempt cannot mend: a bad module, class, config or result. */
  readonly retryable: boolean;
  /** The agent's stack, cut to 4 KiB; empty where there is none. */
  readonly agentStack: string;
  /** Milliseconds until the next attempt, in place of the pause that `retry` says; an hour at most. */
  readonly retryAfter: number | undefined;

  constructor(type: string, message: string, options: AgentFailureOptions = {}) {
    super(message);
    this.type = type;
    this.retryable = options.retryable ?? true;
    this.agentStack = options.stack ?? '';
    this.retryAfter = boundPause(options.retryAfter);
  }
}

export interface AgentFailureOptions {
  readonly retryable?: boolean;
  readonly stack?: string;
  readonly retryAfter?: number | undefined;
}

/** What an agent or a server asks for, and so may be anything. */
function boundPause(milliseconds: unknown): number | undefined {
  if (typeof milliseconds !== 'number' || !(milliseconds >= 1)) return undefined;
  return Math.min(Math.round(milliseconds), LONGEST_PAUSE);
}

const LONGEST_PAUSE = 60 * 60 * 1000;
