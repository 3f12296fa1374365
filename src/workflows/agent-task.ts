import type { Json, JsonObject } from '../definition/json.ts';
import type { Isolation } from '../definition/run-definition.ts';

/** What the workflow asks of the world: everything that the activity which runs an agent is told. Its Activity Type is the class. */
export interface AgentTask {
  readonly module: string;
  readonly phase: string;
  readonly agent: string;
  readonly config: JsonObject;
  readonly input: JsonObject;
  readonly isolation: Isolation;
  /** Told here because an attempt that Temporal starts eagerly does not know its own retry policy. */
  readonly maxAttempts: number;
  /** Where the workflow had to start the agent anew, since its worker was lost with its last attempt: what went before. */
  readonly attemptsBefore?: number;
  readonly checkpoint?: Json;
  /** Of a `for_each`: what this agent task is for, and its position. */
  readonly item?: Json;
  readonly itemIndex?: number;
  /**
   * Names of the secrets that config or input refer to. Where present, the texts of both are in written form, which the worker
   * reads: `${secret:NAME}`, and `$${` for a literal `${`. Where absent they are literal.
   */
  readonly secrets?: readonly string[];
  /** An output that is not older than `ttl` milliseconds and was kept under the same key is used again. */
  readonly cache?: { readonly key: string; readonly ttl?: number };
}

/** What that activity returns. A failure carries `FailureDetails` instead. */
export interface AgentReport {
  readonly output: Json;
  readonly attempts: number;
  /** The output is an earlier one: the agent was not run. */
  readonly cached?: true;
}

/** The details of an attempt's failure, since Temporal does not tell a workflow how many attempts there were. */
export interface FailureDetails {
  readonly attempts: number;
}
