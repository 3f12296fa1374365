import { AgentFailure } from './agent-failure.ts';
import { cutText } from './safe-text.ts';

/**
 * The failure of an attempt that was asked to end, whatever became of it. `host.signal` tells the caller so too; the type is for
 * people. Retryable: whether there is another attempt is up to who asked.
 */
export function cancelled(signal: AbortSignal, note?: string): AgentFailure {
  const { message } = abortReason(signal);
  return new AgentFailure('AgentCancelled', note === undefined ? message : `${message}; ${note}`);
}

/** The reason as an agent is to see it. */
export function abortReason(signal: AbortSignal): { readonly name: string; readonly message: string } {
  const reason: unknown = signal.reason;
  if (!(reason instanceof Error)) return { name: 'AbortError', message: cutText(String(reason), 500) };
  return { name: reason.name, message: cutText(reason.message, 500) };
}
