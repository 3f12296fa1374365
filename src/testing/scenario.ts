import type { Json, JsonObject } from '../definition/json.ts';
import type { ReusedRun } from '../workflows/reuse.ts';

/** What a simulated run meets: its inputs, what its agents do, what people decide. Times are milliseconds. */
export interface Scenario {
  /** Checked, with defaults filled in. */
  readonly inputs: JsonObject;
  /** By `phase/agent`, by class, or `*`. */
  readonly agents: ReadonlyMap<string, Mock>;
  /** By phase; `publish/review` is a phase of the sub-workflow that `publish` runs. */
  readonly decisions: ReadonlyMap<string, Decided>;
  readonly cancelAfter?: number;
  readonly reuse?: ReusedRun;
  /** Runs agents with `run: true`. */
  readonly realAgents?: RealAgents;
}

/** What an agent does in place of its code. */
export interface Mock {
  /** May contain `${{ }}`. */
  readonly output?: Json;
  /** Of a `for_each`, by the position of the item. */
  readonly outputs?: readonly Json[];
  readonly fails?: MockFailure;
  /** Of each attempt. */
  readonly takes: number;
  readonly run?: boolean;
  readonly call?: MockFunction;
}

export interface MockFailure {
  readonly type: string;
  readonly message: string;
  /** Attempts that fail; those after them succeed. Default: all. */
  readonly times?: number;
  /** Positions of the items that fail. Default: all. */
  readonly items?: readonly number[];
  readonly retryable: boolean;
}

/** What an agent is started with. */
export interface MockCall {
  readonly phase: string;
  readonly agent: string;
  readonly config: JsonObject;
  readonly input: JsonObject;
  readonly attempt: number;
  readonly item?: Json;
  readonly itemIndex?: number;
}

export type MockFunction = (call: MockCall) => Json | Promise<Json>;

export interface Decided {
  readonly approved: boolean;
  /** After the phase has begun to wait. */
  readonly after: number;
  readonly by?: string;
  readonly comment?: string;
}

/** The agents' own code. */
export interface RealAgents {
  run(call: MockCall, agent: RealAgent, signal: AbortSignal): Promise<Json>;
}

export interface RealAgent {
  readonly module: string;
  readonly class: string;
  readonly workflowId: string;
  readonly secrets?: readonly string[];
}

/** What the test does not say, or says in a way that cannot be played. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}
