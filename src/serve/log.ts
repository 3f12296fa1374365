import type { LogEntry } from '@temporalio/worker';
import { placeOf } from '../logs/attempt-file.ts';
import { idsIn, TRACEPARENT_FIELD } from '../tracing/traceparent.ts';

/** One line of a worker's log, for people and for programs. */
export interface LogLine {
  readonly level: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly time: Date;
  readonly message: string;
  /** `phase/agent` for what an agent logged. */
  readonly agent?: string;
  readonly workflowId?: string;
  readonly runId?: string;
  readonly attempt?: number;
  /** Of the attempt's span, where there are traces. */
  readonly traceparent?: string;
  /** It is what an agent said, which its own log keeps. */
  readonly isAgents?: true;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type LogSink = (line: LogLine) => void;

/** What the SDK adds to every line, and what it logs of a task that it cannot decode: the agent's whole input, in clear. */
const HIDDEN = new Set([
  TRACEPARENT_FIELD,
  'task',
  'taskEncoded',
  'taskToken',
  'namespace',
  'taskQueue',
  'runId',
  'workflowRunId',
  'workflowType',
  'activityType',
  'attempt',
  'sdkComponent',
  'isLocal',
  'activityId',
  'workflowId',
]);

export function toLogLine({ level, message, timestampNanos, meta = {} }: LogEntry): LogLine {
  const { activityId, workflowId, attempt, sdkComponent } = meta as {
    activityId?: string;
    workflowId?: string;
    attempt?: unknown;
    sdkComponent?: string;
  };
  const runId = meta['workflowRunId'] ?? meta['runId'];
  const traceparent = meta[TRACEPARENT_FIELD];
  return {
    level,
    time: new Date(Number(timestampNanos / 1_000_000n)),
    message,
    ...(activityId === undefined ? {} : { agent: activityId }),
    ...(workflowId === undefined ? {} : { workflowId }),
    // An agent's own fields may have these names.
    ...(typeof runId === 'string' ? { runId } : {}),
    ...(typeof attempt === 'number' ? { attempt } : {}),
    ...(typeof traceparent === 'string' ? { traceparent } : {}),
    ...(sdkComponent === 'activity' ? { isAgents: true } : {}),
    fields: Object.fromEntries(Object.entries(meta).filter(([key]) => !HIDDEN.has(key))),
  };
}

/** `12:00:01 INFO  data_collection/airports  376 rows` */
export function formatLogLine({ level, time, message, agent, fields }: LogLine): string {
  const rest = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields, replaceErrors)}` : '';
  return `${time.toISOString().slice(11, 19)} ${level.padEnd(5)} ${agent ? `${agent}  ` : ''}${message}${rest}`;
}

/** The same for programs, one JSON object. */
export function toJsonLine({
  level,
  time,
  message,
  agent,
  workflowId,
  runId,
  attempt,
  traceparent,
  fields,
}: LogLine): string {
  const { path, item } = agent === undefined ? { path: [] } : placeOf(agent);
  return JSON.stringify(
    {
      time: time.toISOString(),
      level: level.toLowerCase(),
      message,
      workflow_id: workflowId,
      run_id: runId,
      phase: path.length > 1 ? path[0] : undefined,
      agent: path.at(-1),
      item,
      attempt,
      ...idsIn(traceparent),
      ...(Object.keys(fields).length > 0 ? { fields } : {}),
    },
    replaceErrors,
  );
}

const replaceErrors = (_key: string, value: unknown): unknown =>
  value instanceof Error ? value.message : typeof value === 'bigint' ? String(value) : value;
