import type { Json, JsonObject } from './json.ts';

/**
 * A checked workflow definition with every default filled in: what a run is started with. It is plain data and is never
 * looked up again, so that an edit of the file, of a default or of an environment variable cannot touch a run under way.
 * Times are milliseconds. Texts in which references may stand are in written form: `$${` is a literal `${`.
 */
export interface RunDefinition {
  readonly name: string;
  readonly description?: string;
  readonly version?: string;
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** Agents of this run at work at the same time, over all phases. */
  readonly maxWorkers: number;
  readonly timeout?: number;
  readonly concurrency?: ConcurrencyDefinition;
  /** The sections that agents name by `configKey`, in written form. */
  readonly config: Readonly<Record<string, JsonObject>>;
  /** In the order of the file. */
  readonly phases: readonly PhaseDefinition[];
  /** Run one after another when the phases are over and the run has failed. */
  readonly onFailure: readonly AgentDefinition[];
  /** Run one after another at the very end, however the run ends. */
  readonly finally: readonly AgentDefinition[];
  /** In written form. */
  readonly outputs: JsonObject;
}

export const inputTypes = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;
export type InputType = (typeof inputTypes)[number];

export interface InputDefinition {
  readonly type: InputType;
  readonly description?: string;
  /** Without one the input is required. */
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly items?: Omit<InputDefinition, 'default' | 'description'>;
}

export const conflictRules = ['queue', 'cancel_running', 'reject'] as const;

/** How many runs of the definition there may be at the same time. */
export interface ConcurrencyDefinition {
  /** In written form. Runs with the same key count together. */
  readonly key: string;
  readonly limit: number;
  readonly onConflict: (typeof conflictRules)[number];
}

export interface PhaseDefinition {
  readonly name: string;
  readonly description?: string;
  readonly parallel: boolean;
  readonly maxWorkers?: number;
  readonly failFast: boolean;
  readonly continueOnError: boolean;
  readonly dependsOn: readonly Dependency[];
  /** Bare CEL. */
  readonly if?: string;
  readonly approval?: ApprovalDefinition;
  /** Empty where there is a `workflow`. */
  readonly agents: readonly AgentDefinition[];
  readonly workflow?: SubWorkflowDefinition;
}

export const whens = ['success', 'failed', 'skipped', 'completed'] as const;

export interface Dependency {
  readonly phase: string;
  /** Absent: met by `success` and `skipped`. */
  readonly when?: (typeof whens)[number];
}

export interface ApprovalDefinition {
  /** In written form. */
  readonly prompt: string;
  readonly timeout?: number;
  readonly onTimeout: 'reject' | 'approve';
}

export interface SubWorkflowDefinition {
  readonly definition: RunDefinition;
  /** In written form: the inputs of the sub-workflow. */
  readonly with: JsonObject;
}

export interface AgentDefinition {
  /** Unique in its phase. */
  readonly id: string;
  readonly module: string;
  readonly class: string;
  readonly configKey?: string;
  /** In written form. */
  readonly with?: JsonObject;
  /** Bare CEL. */
  readonly if?: string;
  /** In written form: one whole `${{ }}`, or the list itself. */
  readonly forEach?: string | readonly Json[];
  /** Items of the for_each at work at the same time. */
  readonly maxWorkers?: number;
  readonly continueOnError: boolean;
  readonly cache?: CacheDefinition;
  /** Of one attempt. */
  readonly timeout: number;
  readonly heartbeatTimeout: number;
  readonly retry: RetryDefinition;
  readonly isolation: Isolation;
  /** Absent: that of the run. */
  readonly taskQueue?: string;
  readonly runtime: Runtime;
  /** The secrets that its configuration or input refers to; absent where there are none. */
  readonly secrets?: readonly string[];
}

export interface CacheDefinition {
  /** In written form. */
  readonly key: string;
  readonly ttl?: number;
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

/**
 * `process`: a child process for each attempt, which can harm nothing but itself. `thread`: a thread of the worker, which can be
 * stopped, while a segfault, a native module's abort or a Map too large for its heap ends the worker. `inline`: in the worker
 * itself, which cannot stop it.
 */
export const isolations = ['process', 'thread', 'inline'] as const;
export type Isolation = (typeof isolations)[number];

export const runtimes = ['node', 'python'] as const;
export type Runtime = (typeof runtimes)[number];
