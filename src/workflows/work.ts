import type { JsonObject } from '../definition/json.ts';
import type { AgentWork } from './phase-agents.ts';
import type { PhaseState } from './phase-state.ts';
import type { AgentError } from './run-result.ts';

/** What the scheduler wants done. */
export type Work =
  | AgentWork
  | { readonly kind: 'workflow'; readonly phase: PhaseState; readonly inputs: JsonObject }
  | { readonly kind: 'approval'; readonly phase: PhaseState };

/** How a sub-workflow ended. */
export type WorkflowOutcome =
  | { readonly status: 'success'; readonly outputs: JsonObject }
  | { readonly status: 'failed'; readonly error: AgentError }
  | { readonly status: 'cancelled' };
