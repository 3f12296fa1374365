import type { AttemptEnd } from './simulated-agent.ts';
import { ScenarioError } from './scenario.ts';

/** What an agent or a function threw, as the worker would tell it. @throws ScenarioError */
export function errorOf(thrown: unknown): AttemptEnd {
  if (thrown instanceof ScenarioError) throw thrown;
  if (isFailure(thrown)) return { error: { type: thrown.type, message: thrown.message }, retryable: thrown.retryable };
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { error: { type: name, message }, retryable: true };
}

/** As the executors have it, which are not loaded where no agent is run. */
function isFailure(thrown: unknown): thrown is Error & { readonly type: string; readonly retryable: boolean } {
  return thrown instanceof Error && 'type' in thrown && 'retryable' in thrown && typeof thrown.type === 'string';
}
