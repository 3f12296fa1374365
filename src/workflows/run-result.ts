import type { Json } from '../definition/json.ts';

/** The result of a run, as every client prints it. Also the shape of its status while it is under way. Durations are seconds. */
export interface RunResult {
  readonly status: RunStatus;
  /** Phases that ran at least one agent. */
  readonly phases_executed: number;
  readonly total_duration: number;
  /** In the order of the definition. */
  readonly results: readonly PhaseResult[];
  readonly workflow: string;
  readonly workflow_id: string;
  readonly run_id: string;
  readonly definition_hash: string;
  readonly outputs: { readonly [name: string]: Json };
  readonly error: RunError | null;
}

export type RunStatus = 'running' | 'success' | 'failed' | 'cancelled' | 'timed_out';

export interface PhaseResult {
  readonly phase: string;
  readonly status: PhaseStatus;
  readonly duration: number | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  /** Why the phase is what it is, in words; null where there is nothing to say. */
  readonly reason: string | null;
  readonly agents: readonly AgentResult[];
}

export type PhaseStatus = 'pending' | 'running' | 'success' | 'failed' | 'blocked' | 'cancelled';

export interface AgentResult {
  readonly id: string;
  readonly class: string;
  readonly status: AgentStatus;
  /** 0 for an agent that never started. */
  readonly attempts: number;
  readonly duration: number | null;
  readonly output: Json;
  readonly error: AgentError | null;
  readonly reason: string | null;
}

export type AgentStatus =
  'pending' | 'running' | 'success' | 'failed' | 'timed_out' | 'skipped' | 'blocked' | 'cancelled';

export interface AgentError {
  /** The class of the agent's error, or one of our names for what became of it. */
  readonly type: string;
  readonly message: string;
}

/** The first failure of a run. */
export interface RunError extends AgentError {
  readonly phase: string | null;
  readonly agent: string | null;
}
