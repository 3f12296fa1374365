import { ApplicationFailure, CancelledFailure, Context, type Info } from '@temporalio/activity';
import { RawValue } from '@temporalio/common';
import type { JsonObject } from '../definition/json.ts';
import type { Isolation } from '../definition/run-definition.ts';
import type { AgentReport, AgentTask, FailureDetails } from '../workflows/agent-task.ts';
import { earlierOutput, keepOutput } from './cache/agent-outputs.ts';
import type { OutputCache } from './cache/output-cache.ts';
import type { AgentCall, AgentExecutor, AgentHost, AgentLogLine, Measurement } from './executor/agent-call.ts';
import type { AgentLogs, OpenLog } from '../logs/agent-logs.ts';
import type { AttemptEnd } from '../logs/attempt-log.ts';
import { AgentFailure } from './executor/agent-failure.ts';
import { aliveWhile } from './executor/alive-while.ts';
import { createLogBudget } from './executor/log-budget.ts';
import { forgiveLoss } from './forgive-loss.ts';
import { handOver } from './hand-over.ts';
import { Heartbeat } from './heartbeat.ts';
import { executeMasked } from './secrets/execute-masked.ts';
import { revealTask, type RevealedTask } from './secrets/reveal-task.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import { TRACEPARENT_FIELD } from '../tracing/traceparent.ts';
import type { Traces } from '../tracing/traces.ts';

export type AgentExecutors = Readonly<Record<Isolation, AgentExecutor>>;

export interface RunAgentOptions {
  readonly executors: AgentExecutors;
  readonly secrets: SecretStore;
  readonly cache: OutputCache;
  /** Keeps what agents log. */
  readonly logs: AgentLogs;
  /** Makes spans of attempts. */
  readonly traces?: Pick<Traces, 'begin'> | undefined;
  /** Aborted when the worker begins to shut down. */
  readonly stopping: AbortSignal;
  /** Kept up to date: the agents at work, as `phase/agent of RUN`. */
  readonly atWork: Set<string>;
  readonly metrics?: AttemptMetrics;
  /** Takes what agents measure; says what it does not take. */
  readonly agentMetrics?: MeasurementSink;
}

export interface MeasurementSink {
  record(measurement: Measurement): string | undefined;
}

/** What is told of attempts to whoever counts them. */
export interface AttemptMetrics {
  /** `lost`: it follows one whose heartbeats had stopped. */
  attemptStarted(of: AttemptOf, how: { readonly queueSeconds: number; readonly lost: boolean }): void;
  attemptEnded(attempt: AttemptRecord): void;
  /** There is no attempt: the output was known. */
  outputCached(of: AttemptOf): void;
}

export interface AttemptOf {
  readonly workflow: string;
  readonly class: string;
}

export interface AttemptRecord extends AttemptOf, Pick<AttemptEnd, 'status' | 'seconds'> {}

/** Milliseconds; well under the shortest time in which a cancellation must reach an agent. */
const FIRST_HEARTBEAT_AFTER = 900;

/** Of what an attempt logs, this much goes into the worker's own log too. */
const IN_WORKERS_LOG = { bytes: 1024 * 1024, lines: 10_000 };

/** The activity behind every agent: one attempt, its heartbeats, its cancellation, and what is told of its end. */
export function createRunAgent(options: RunAgentOptions): (task: AgentTask) => Promise<RawValue<AgentReport>> {
  return async function runAgent(task) {
    // Kept from here on: in an abort listener there is no current context.
    const context = Context.current();
    const { info } = context;
    const attempts = info.attempt + (task.attemptsBefore ?? 0);
    const earlier = await earlierOutput(options.cache, task, info);
    const of: AttemptOf = { workflow: info.workflowType ?? '', class: info.activityType };
    if (earlier !== undefined) {
      options.metrics?.outputCached(of);
      return reportOf({ output: earlier, attempts, cached: true });
    }
    const heartbeat = new Heartbeat(context, task.checkpoint);
    const queueSeconds = Math.max(0, Date.now() - info.currentAttemptScheduledTimestampMs) / 1000;
    const lost = await forgiveLoss(context, task, heartbeat);
    const startedAt = performance.now();
    const label = `${info.activityId} of ${info.workflowExecution?.workflowId}`;
    options.atWork.add(label);
    options.metrics?.attemptStarted(of, { queueSeconds, lost });
    const named = { ...executionOf(context), activityId: info.activityId, attempt: attempts };
    const log = options.logs.begin(named);
    const span = await options.traces?.begin({ ...named, ...of });
    const end = async (how: Pick<AttemptEnd, 'status' | 'error'>) => {
      options.atWork.delete(label);
      const seconds = (performance.now() - startedAt) / 1000;
      options.metrics?.attemptEnded({ ...of, status: how.status, seconds });
      span?.end({ status: how.status, errorType: how.error?.type });
      await log.end({ ...how, seconds });
    };
    try {
      const output = await attempt(
        task,
        context,
        heartbeat,
        { log, traceparent: span?.traceparent },
        options,
        startedAt,
      );
      await end({ status: 'success' });
      await keepOutput(options.cache, task, info, output);
      return reportOf({ output, attempts });
    } catch (error) {
      const { cancellationSignal, cancellationDetails } = context;
      const failure = failureOf(error, attempts);
      await end(endOf(failure, context, options.stopping));
      if (!cancellationSignal.aborted) {
        // An agent may take the first word of a shutdown as its own end: to save a checkpoint and throw.
        if (options.stopping.aborted && !failure.nonRetryable) await handOver(context, task, heartbeat);
        throw failure;
      }
      // Whatever an agent throws after it was told to stop, it stopped because of that.
      if (cancellationDetails?.cancelRequested)
        throw new CancelledFailure('the agent was cancelled', [{ attempts } satisfies FailureDetails]);
      if (cancellationDetails?.workerShutdown) await handOver(context, task, heartbeat);
      throw cancellationSignal.reason;
    }
  };
}

/** Where an attempt is told of. */
interface Told {
  readonly log: OpenLog;
  readonly traceparent: string | undefined;
}

/** The secrets are known from here on to the executor alone; what comes back over the host, or at the end, has none. */
async function attempt(
  task: AgentTask,
  context: Context,
  heartbeat: Heartbeat,
  { log, traceparent }: Told,
  options: RunAgentOptions,
  startedAt: number,
): Promise<string> {
  const host = hostOf(context, heartbeat, { log, traceparent }, options, startedAt);
  const revealed = await aliveWhile(host, revealTask(task, options.secrets));
  const call = { ...callOf(task, revealed, context, heartbeat), ...(traceparent === undefined ? {} : { traceparent }) };
  const execute = (within: AgentHost) => options.executors[task.isolation].execute(call, within);
  return revealed.mask === undefined ? execute(host) : executeMasked(execute, host, revealed.mask);
}

function callOf(
  task: AgentTask,
  { config, input, realm }: RevealedTask,
  context: Context,
  { details }: Heartbeat,
): AgentCall {
  const { checkpoint } = details;
  const { info } = context;
  const { workflowId, runId } = executionOf(context);
  return {
    module: task.module,
    class: info.activityType,
    config,
    input,
    attempt: info.attempt + (task.attemptsBefore ?? 0),
    idempotencyKey: `${runId}/${info.activityId}`,
    workflowId,
    phase: task.phase,
    agent: task.agent,
    ...(checkpoint === undefined ? {} : { lastCheckpoint: checkpoint }),
    ...(task.item === undefined ? {} : { item: task.item }),
    ...(task.itemIndex === undefined ? {} : { itemIndex: task.itemIndex }),
    ...(realm === undefined ? {} : { realm }),
  };
}

const executionOf = ({ info }: Context) => info.workflowExecution ?? { workflowId: '', runId: '' };

function hostOf(
  context: Context,
  heartbeat: Heartbeat,
  { log: ownLog, traceparent }: Told,
  { stopping, agentMetrics }: RunAgentOptions,
  startedAt: number,
): AgentHost {
  const budget = createLogBudget(IN_WORKERS_LOG);
  const log = (line: AgentLogLine) => {
    ownLog.add(line);
    const { level, message, fields } = budget.take(line) ?? {};
    const marked = traceparent === undefined ? fields : { ...fields, [TRACEPARENT_FIELD]: traceparent };
    if (level !== undefined && message !== undefined) context.log[level](message, marked as JsonObject);
  };
  return {
    signal: context.cancellationSignal,
    stopping,
    silence: silenceWithin(context.info),
    // Each stored heartbeat costs a state transition: agents that are done in a moment send none.
    alive: () => void (performance.now() - startedAt > FIRST_HEARTBEAT_AFTER && heartbeat.send()),
    progress: (fraction, text) => heartbeat.send({ progress: { fraction, ...(text === undefined ? {} : { text }) } }),
    checkpoint: (checkpoint) => heartbeat.send({ checkpoint }),
    log,
    measure(measurement) {
      const problem = agentMetrics?.record(measurement);
      if (problem !== undefined) log({ level: 'warn', message: problem });
    },
  };
}

/**
 * A wedged agent has to be found here, before Temporal misses its heartbeats: to Temporal it would look as if the worker were lost,
 * for which an agent does not pay with a retry. In less than the floor a busy machine cannot be told from a wedged agent.
 * Where the attempt's own timeout comes no later, that one ends it.
 */
function silenceWithin({ heartbeatTimeoutMs = Infinity, startToCloseTimeoutMs }: Info): number {
  if (startToCloseTimeoutMs <= heartbeatTimeoutMs) return Infinity;
  return Math.max(0.8 * heartbeatTimeoutMs, heartbeatTimeoutMs - 5_000, 1_500);
}

/** The output is JSON text already: it goes into the payload as it is, without being parsed and written again. */
function reportOf({ output, ...rest }: Omit<AgentReport, 'output'> & { output: string }): RawValue<AgentReport> {
  const data = Buffer.from(`{"output":${output},${JSON.stringify(rest).slice(1)}`);
  return RawValue.fromPayload({ metadata: { encoding: Buffer.from('json/plain') }, data });
}

/** What its log says of an attempt that did not succeed. */
function endOf(
  { type, message, stack, nonRetryable }: ApplicationFailure,
  { cancellationSignal, cancellationDetails }: Context,
  stopping: AbortSignal,
): Pick<AttemptEnd, 'status' | 'error'> {
  const { cancelRequested, workerShutdown, timedOut } = cancellationDetails ?? {};
  if (cancellationSignal.aborted && (cancelRequested || !timedOut))
    return { status: workerShutdown && !cancelRequested ? 'handed_over' : 'cancelled' };
  if (!cancellationSignal.aborted && stopping.aborted && !nonRetryable) return { status: 'handed_over' };
  const error = { type: type ?? 'Error', message, ...(stack === undefined ? {} : { stack }) };
  return { status: timedOut ? 'timed_out' : 'failed', error };
}

function failureOf(error: unknown, attempts: number): ApplicationFailure {
  const known = error instanceof AgentFailure ? error : new AgentFailure('InternalError', String(error));
  const failure = ApplicationFailure.create({
    message: known.message,
    type: known.type,
    nonRetryable: !known.retryable,
    details: [{ attempts } satisfies FailureDetails],
    ...(known.retryAfter === undefined ? {} : { nextRetryDelay: known.retryAfter }),
  });
  failure.stack = known.agentStack;
  return failure;
}
