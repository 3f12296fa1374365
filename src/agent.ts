import type { Json, JsonObject } from './definition/json.ts';

export type { Json, JsonObject };

/** Everything an agent is given for one attempt. */
export interface AgentContext<Config = JsonObject, Input = JsonObject> {
  /** The section of the configuration that the agent's `config_key` names; `{}` where it has none. */
  readonly config: Config;
  /** The agent's `with`; `{}` where it has none. */
  readonly input: Input;
  /** Aborted when the run is cancelled, the attempt times out, or the worker is about to end. Pass it on to `fetch` and the like. */
  readonly signal: AbortSignal;
  /** Aborted as soon as the worker begins to shut down, some 20 seconds before `signal`: time to save a checkpoint. */
  readonly stopping: AbortSignal;
  /** Shown while the agent is at work. `fraction` is 0 to 1. Cheap: call it as often as you like. */
  progress(fraction: number, text?: string): void;
  /** Keeps a small JSON value for the next attempt, which finds it in `lastCheckpoint`. */
  checkpoint(value: Json): void;
  /** What an earlier attempt of this agent last gave to `checkpoint()`. */
  readonly lastCheckpoint: Json | undefined;
  readonly log: AgentLog;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The same for every attempt of this agent in this run. Agents run at least once: give it to services that can deduplicate. */
  readonly idempotencyKey: string;
  readonly workflowId: string;
  readonly phase: string;
  readonly agent: string;
}

export interface AgentLog {
  debug(message: string, fields?: JsonObject): void;
  info(message: string, fields?: JsonObject): void;
  warn(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject): void;
}

/**
 * A unit of work in a phase. Extending it is a convenience for its types: any class with a `run` method is an agent.
 * A new instance is made for each attempt, with the agent's config as the constructor's argument.
 */
export abstract class Agent<Config = JsonObject, Output = unknown, Input = JsonObject> {
  /** What it returns must be JSON (`undefined` counts as null) and becomes the agent's output. What it throws fails the attempt. */
  abstract run(context: AgentContext<Config, Input>): Promise<Output> | Output;
}
