import type { RunDefinition } from './run-definition.ts';
import type { Path } from './source.ts';

/** Where a workflow.yaml says what a phase is, or one of its agents; `on_failure` and `finally` count as phases. */
export function pathOf(definition: RunDefinition, phase: string, agent?: string): Path | undefined {
  const index = definition.phases.findIndex(({ name }) => name === phase);
  const found = definition.phases[index];
  if (agent === undefined) return found && ['phases', index];
  const position = found?.agents.findIndex(({ id }) => id === agent) ?? -1;
  if (position >= 0) return ['phases', index, 'agents', position];
  const handlers = { on_failure: definition.onFailure, finally: definition.finally };
  if (phase !== 'on_failure' && phase !== 'finally') return undefined;
  const handler = handlers[phase].findIndex(({ id }) => id === agent);
  return handler < 0 ? undefined : [phase, handler];
}
