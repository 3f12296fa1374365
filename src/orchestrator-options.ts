import { parseDuration } from './definition/duration.ts';
import type { WorkerVersion } from './deployments/worker-version.ts';
import type { JsonObject } from './definition/json.ts';
import { MAX_DURATION, MAX_RETRIES, MAX_WORKERS } from './definition/limits.ts';
import type { RunOverrides } from './definition/resolve.ts';
import type { RunDefinition } from './definition/run-definition.ts';
import { withoutUndefined } from './definition/without-undefined.ts';
import type { FollowView } from './follow/follow.ts';
import type { LogSink } from './serve/log.ts';
import type { Session } from './session.ts';

export interface RetryConfig {
  /** Attempts after the first one. */
  readonly maxRetries?: number;
  /** The pause before each of them: seconds, or a duration such as `500ms`. */
  readonly retryDelay?: number | string;
}

export interface OrchestratorOptions {
  /** Default: `config/workflow.yaml`. */
  readonly configPath?: string;
  /** For every agent that does not say otherwise for itself. Default: what the file's `defaults` say, else 3 retries, 5 seconds apart. */
  readonly retryConfig?: RetryConfig;
  /** Agents of a run at work at the same time. Default: the file's `max_workers`, else 100. */
  readonly maxWorkers?: number;
  /** The project's folder, in which agents are found. Default: the current folder. */
  readonly root?: string;
  /** Default: `orchestrator`. */
  readonly taskQueue?: string;
  /** Whether this process also runs the agents. Otherwise a worker must be running elsewhere. Default: true. */
  readonly worker?: boolean;
  /** Agents at work at the same time in this process. Default: four for each core, at least eight. */
  readonly maxAgents?: number;
  /** The version that this process's worker is of, with worker versioning. It takes up new runs once it is current. Default: of none. */
  readonly version?: WorkerVersion;
  /** Where this process's worker looks for a secret that its environment does not have: in a file that nobody else can read. */
  readonly secretsFile?: string;
  /** And then: what a program prints that is given the secret's name as its last argument. */
  readonly secretsCommand?: string;
  /** The interpreter that runs agents with `runtime: python` in a worker of this process's, which starts when there are any. Default: `python3`. */
  readonly pythonBin?: string;
  /** Where large payloads are kept: `file:FOLDER`, `s3://BUCKET/PREFIX` or `none`. Default: a folder of the project, if Temporal runs on this machine. */
  readonly payloadStore?: string;
  /** A file of the keys that payloads are encrypted with, which nobody else can read. Default: the keys in `$ORCHESTRATOR_ENCRYPTION_KEYS`; none, and nothing is encrypted. */
  readonly encryptionKeys?: string;
  /** With keys, this process's worker also takes payloads that are not encrypted. Default: false. */
  readonly allowPlainPayloads?: boolean;
  /** Send OpenTelemetry traces of this process's worker to this collector, by OTLP over HTTP. Default: `$OTEL_EXPORTER_OTLP_ENDPOINT`; else there are no traces. */
  readonly otlp?: string;
  /** Whether to start the embedded Temporal server where none is configured by Temporal's own conventions. Default: true. */
  readonly embeddedServer?: boolean;
  /** Whether SIGINT and SIGTERM shut a run down while it is waited for. Default: true. */
  readonly handleSignals?: boolean;
  /** Told how far long steps are, such as the first start of the embedded server. */
  readonly onProgress?: (line: string) => void;
  readonly onLog?: LogSink;
  /** Gives up starting: ends a long step such as the first start of the embedded server. A run that has started is ended by `shutdown()`. */
  readonly signal?: AbortSignal;
}

/** The names of the options in the earlier, Python orchestrator. */
export interface PythonStyleOptions {
  readonly config_path?: string;
  readonly retry_config?: { readonly max_retries?: number; readonly retry_delay?: number | string };
  readonly max_workers?: number;
}

/** What a run that is waited for is told, and what it tells. */
export interface RunOptions {
  /** The Workflow ID. Default: made of the definition's name and the time. */
  readonly id?: string;
  /** Values for the definition's `inputs`. */
  readonly inputs?: JsonObject;
  /** Resolve also when the run waits only for an approval; the `status` of the result is `running` then. */
  readonly noWait?: boolean;
  /** No longer waits: the promise rejects with the signal's reason, and the run goes on where it has a worker. */
  readonly leave?: AbortSignal;
  /** Shows the run while it goes on. */
  readonly view?: (run: StartedRun) => FollowView;
}

/** A run that is about to be followed. */
export interface StartedRun {
  readonly session: Session;
  readonly workflowId: string;
  readonly runId: string;
  readonly definition: RunDefinition;
}

/** What a run uses of an earlier one. */
export interface RerunOptions extends Omit<RunOptions, 'inputs'>, RerunScopeOptions {}

export interface RerunScopeOptions {
  /** This phase and everything behind it run again, whatever became of them. */
  readonly from?: string;
  /** This phase runs again, and no other. */
  readonly only?: string;
  /** Use today's file in place of the definition that the run was started with. */
  readonly latest?: boolean;
}

/** What they set for every run, by either name. @throws RangeError for what a definition could not say either */
export function overridesIn(options: OrchestratorOptions & PythonStyleOptions): RunOverrides {
  const retry: RetryConfig & PythonStyleOptions['retry_config'] = { ...options.retry_config, ...options.retryConfig };
  const delay = retry.retryDelay ?? retry.retry_delay;
  return withoutUndefined({
    maxRetries: whole('maxRetries', retry.maxRetries ?? retry.max_retries, 0, MAX_RETRIES),
    retryDelay: delay === undefined ? undefined : pause(delay),
    maxWorkers: whole('maxWorkers', options.maxWorkers ?? options.max_workers, 1, MAX_WORKERS),
  });
}

function whole(name: string, value: number | undefined, least: number, most: number): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`);
}

function pause(delay: number | string): number {
  const milliseconds = parseDuration(delay);
  if (milliseconds !== undefined && milliseconds <= MAX_DURATION) return milliseconds;
  throw new RangeError(
    `retryDelay must be a number of seconds or a duration such as "500ms", up to 365d, not ${JSON.stringify(delay)}`,
  );
}
