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
}

/** What that activity returns. A failure carries `FailureDetails` instead. */
export interface AgentReport {
  readonly output: Json;
  readonly attempts: number;
}

/** The details of an attempt's failure, since Temporal does not tell a workflow how many attempts there were. */
export interface FailureDetails {
  readonly attempts: number;
}
