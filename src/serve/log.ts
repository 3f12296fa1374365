import type { LogEntry } from '@temporalio/worker';

/** One line of a worker's log, for people and for programs. */
export interface LogLine {
  readonly level: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly time: Date;
  readonly message: string;
  /** `phase/agent` for what an agent logged. */
  readonly agent?: string;
  readonly workflowId?: string;
  /** It is what an agent said, which its own log keeps. */
  readonly isAgents?: true;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type LogSink = (line: LogLine) => void;

/** What the SDK adds to every line, and what it logs of a task that it cannot decode: the agent's whole input, in clear. */
const HIDDEN = new Set([
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
  const { activityId, workflowId, sdkComponent } = meta as {
    activityId?: string;
    workflowId?: string;
    sdkComponent?: string;
  };
  return {
    level,
    time: new Date(Number(timestampNanos / 1_000_000n)),
    message,
    ...(activityId === undefined ? {} : { agent: activityId }),
    ...(workflowId === undefined ? {} : { workflowId }),
    ...(sdkComponent === 'activity' ? { isAgents: true } : {}),
    fields: Object.fromEntries(Object.entries(meta).filter(([key]) => !HIDDEN.has(key))),
  };
}

/** `12:00:01 INFO  data_collection/airports  376 rows` */
export function formatLogLine({ level, time, message, agent, fields }: LogLine): string {
  const rest = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields, replaceErrors)}` : '';
  return `${time.toISOString().slice(11, 19)} ${level.padEnd(5)} ${agent ? `${agent}  ` : ''}${message}${rest}`;
}

const replaceErrors = (_key: string, value: unknown): unknown =>
  value instanceof Error ? value.message : typeof value === 'bigint' ? String(value) : value;
