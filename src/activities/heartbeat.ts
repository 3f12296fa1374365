import type { Context } from '@temporalio/activity';
import type { Json } from '../definition/json.ts';

/** Rides on every heartbeat of an agent: what a person sees of it while it is at work, and what its next attempt finds. */
export interface HeartbeatDetails {
  readonly progress?: AgentProgress;
  readonly checkpoint?: Json;
  /** How many times the agent was started again because its worker had ended. */
  readonly restarts?: number;
}

export interface AgentProgress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly text?: string;
}

/** An attempt's heartbeats. Each one carries everything known, since Temporal keeps only the last. */
export class Heartbeat {
  details: HeartbeatDetails;
  readonly #context: Context;

  constructor(context: Context, checkpoint: Json | undefined) {
    this.#context = context;
    const first = checkpoint === undefined ? {} : { checkpoint };
    this.details = (context.info.heartbeatDetails as HeartbeatDetails | undefined) ?? first;
  }

  send(news: HeartbeatDetails = {}): void {
    this.details = { ...this.details, ...news };
    this.#context.heartbeat(this.details);
  }
}
