import type { Json, JsonObject } from '../definition/json.ts';

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
  /** What the definition says of its own version; not there where it says nothing. */
  readonly version?: string;
  readonly outputs: JsonObject;
  readonly error: RunError | null;
  /** The agents of `on_failure` and of `finally`, as a phase of that name; not there where the definition has none. */
  readonly on_failure?: PhaseResult;
  readonly finally?: PhaseResult;
  /** Nothing starts until the run is resumed. */
  readonly paused?: true;
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
  /** Where there are too many agents to tell them all: how many are what. */
  readonly agent_counts?: StatusCounts;
  /** It failed, and the flow went on. */
  readonly tolerated?: true;
  /** It ran nothing: all there is of it is that of an earlier run. */
  readonly reused?: true;
  /** What is asked, and until when, while the phase waits for a decision. */
  readonly approval?: { readonly prompt: string; readonly until: string | null };
  /** The child workflow that runs the phase's sub-workflow, and what it gave back. */
  readonly workflow_id?: string;
  readonly outputs?: JsonObject;
}

export type PhaseStatus =
  'pending' | 'waiting' | 'running' | 'success' | 'failed' | 'skipped' | 'blocked' | 'cancelled';

export interface AgentResult extends TaskResult {
  readonly id: string;
  readonly class: string;
  /** In place of `output`: an agent with a `for_each`, in the order of the list. */
  readonly items?: readonly ItemResult[];
  /** Where there are too many items to tell them all: how many are what. */
  readonly item_counts?: StatusCounts;
}

export interface ItemResult extends TaskResult {
  readonly index: number;
  readonly item: Json;
}

interface TaskResult {
  readonly status: AgentStatus;
  /** 0 for an agent that never started. */
  readonly attempts: number;
  readonly duration: number | null;
  readonly output?: Json;
  readonly error: AgentError | null;
  readonly reason: string | null;
  /** It failed, and the flow went on. */
  readonly tolerated?: true;
  /** The output of an earlier run, which this one was told to use. */
  readonly reused?: true;
  /** The output of an earlier run for the same cache key. */
  readonly cached?: true;
}

export type AgentStatus =
  'pending' | 'running' | 'success' | 'failed' | 'timed_out' | 'skipped' | 'blocked' | 'cancelled';

export type StatusCounts = { readonly [status in AgentStatus]?: number };

export interface AgentError {
  /** The class of the agent's error, or one of our names for what became of it. */
  readonly type: string;
  readonly message: string;
}

/** The first failure of a run that was not tolerated; of one that timed out before there was any, that it did. */
export interface RunError extends AgentError {
  readonly phase: string | null;
  readonly agent: string | null;
}
