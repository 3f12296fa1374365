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
  /** Numbers for the worker's metrics endpoint; without one they go nowhere. */
  readonly metrics: AgentMetrics;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** The same for every attempt of this agent in this run. Agents run at least once: give it to services that can deduplicate. */
  readonly idempotencyKey: string;
  readonly workflowId: string;
  readonly phase: string;
  readonly agent: string;
  /** What this agent task is for, in a `for_each`; undefined outside of one. */
  readonly item: Json | undefined;
  /** Its position: 0 for the first. */
  readonly itemIndex: number | undefined;
  /** W3C Trace Context of this attempt, where the worker sends traces: spans of your own that have it as their parent join the run's trace. */
  readonly traceparent?: string | undefined;
}

export interface AgentLog {
  debug(message: string, fields?: JsonObject): void;
  info(message: string, fields?: JsonObject): void;
  warn(message: string, fields?: JsonObject): void;
  error(message: string, fields?: JsonObject): void;
}

/**
 * Each metric is exported as `orchestrator_agent_NAME`. A name is letters, digits and `_`; a worker takes 50 of them, each with up
 * to five labels, always the same ones, of up to 100 different sets of values. What is beyond that is dropped, with a warning in
 * the log.
 */
export interface AgentMetrics {
  /** Adds to what only grows. */
  counter(name: string, value?: number, labels?: MetricLabels): void;
  /** Sets what goes up and down. */
  gauge(name: string, value: number, labels?: MetricLabels): void;
  /** One of many values, such as a duration in seconds or a size. 10,000 of them in an attempt. */
  histogram(name: string, value: number, labels?: MetricLabels): void;
}

/** Never the name of a person, of a file or of an item: each new value is a time series for ever. */
export type MetricLabels = Readonly<Record<string, string | number | boolean>>;

/**
 * A unit of work in a phase. Extending it is a convenience for its types: any class with a `run` method is an agent.
 * A new instance is made for each attempt, with the agent's config as the constructor's argument.
 */
export abstract class Agent<Config = JsonObject, Output = unknown, Input = JsonObject> {
  /** What it returns must be JSON (`undefined` counts as null) and becomes the agent's output. What it throws fails the attempt. */
  abstract run(context: AgentContext<Config, Input>): Promise<Output> | Output;
}
