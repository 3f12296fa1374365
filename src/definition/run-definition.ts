import type { JsonObject } from './json.ts';

/**
 * A checked workflow definition with every default filled in: what a run is started with. It is plain data and is never
 * looked up again, so that an edit of the file, of a default or of an environment variable cannot touch a run under way.
 * Times are milliseconds.
 */
export interface RunDefinition {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  /** Agents of this run at work at the same time, over all phases. */
  readonly maxWorkers: number;
  readonly timeout?: number;
  /** The sections that agents name by `configKey`. */
  readonly config: Readonly<Record<string, JsonObject>>;
  /** In the order of the file. */
  readonly phases: readonly PhaseDefinition[];
}

export interface PhaseDefinition {
  readonly name: string;
  readonly description?: string;
  readonly parallel: boolean;
  readonly maxWorkers?: number;
  readonly dependsOn: readonly string[];
  readonly agents: readonly AgentDefinition[];
}

export interface AgentDefinition {
  /** Unique in its phase. */
  readonly id: string;
  readonly module: string;
  readonly class: string;
  readonly configKey?: string;
  readonly with?: JsonObject;
  /** Of one attempt. */
  readonly timeout: number;
  readonly heartbeatTimeout: number;
  readonly retry: RetryDefinition;
  readonly isolation: Isolation;
}

export interface RetryDefinition {
  /** 3 means up to four attempts. */
  readonly maxRetries: number;
  readonly retryDelay: number;
  /** Each pause is this many times the one before; 1 keeps it. */
  readonly backoff: number;
  readonly maxDelay?: number;
  /** Names of errors that are not retried. */
  readonly nonRetryable: readonly string[];
}

export const isolations = ['process', 'inline'] as const;
export type Isolation = (typeof isolations)[number];
