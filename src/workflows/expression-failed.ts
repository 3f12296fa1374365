import type { AgentError } from './run-result.ts';

/** An expression that could not be evaluated, as the error of the agent or phase in which it stands. Trying again would not help. */
export function expressionFailed(error: unknown): AgentError {
  return { type: 'ExpressionFailed', message: error instanceof Error ? error.message : String(error) };
}
