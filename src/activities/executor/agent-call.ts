import type { Json, JsonObject } from '../../definition/json.ts';

/** One attempt of an agent, as plain data: what a child process is sent. */
export interface AgentCall {
  readonly module: string;
  readonly class: string;
  readonly config: JsonObject;
  readonly input: JsonObject;
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly workflowId: string;
  readonly phase: string;
  readonly agent: string;
  readonly lastCheckpoint?: Json;
  readonly item?: Json;
  readonly itemIndex?: number;
  /** Of the attempt's span, where there are traces. */
  readonly traceparent?: string;
  /** Attempts that know other secrets have another one, or none: they never share a process or a thread. */
  readonly realm?: string;
}

/** What an attempt asks of the world while it runs. The executor calls these; none may throw. */
export interface AgentHost {
  /** Asks the agent to end. Its reason is an Error; the executor kills the attempt `killAfter` later where it can. */
  readonly signal: AbortSignal;
  /** The worker has begun to shut down. */
  readonly stopping: AbortSignal;
  /** Milliseconds that the agent may be silent, where that is less than what the executor bears with. */
  readonly silence?: number;
  /** The agent was seen alive: called at least every second while it is. A wedged agent is not. */
  alive(): void;
  progress(fraction: number, text: string | undefined): void;
  checkpoint(value: Json): void;
  log(line: AgentLogLine): void;
  measure(measurement: Measurement): void;
}

/** What an agent measured of itself. For a counter the value is what it grew by. */
export interface Measurement {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface AgentLogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields?: JsonObject;
  /** It was written there; else it came by `context.log`. */
  readonly stream?: 'stdout' | 'stderr';
}

/** Runs attempts of agents, each apart from the others as far as its kind of isolation goes. */
export interface AgentExecutor {
  /**
   * Resolves with the agent's output as JSON text. Rejects with an `AgentFailure`, and with nothing else; an attempt that ended
   * because of `host.signal` rejects too, whatever the agent returned or threw.
   */
  execute(call: AgentCall, host: AgentHost): Promise<string>;
  /** Ends what is idle and kills what is left. */
  close(): Promise<void>;
}
