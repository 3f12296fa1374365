import type { AgentLogLine } from '../activities/executor/agent-call.ts';
import { cutText, escapeControls } from '../activities/executor/safe-text.ts';
import type { Json, JsonObject } from '../definition/json.ts';

/** One line of an attempt's log, as it is kept. */
export interface AttemptLine {
  /** ISO 8601. */
  readonly time: string;
  /** Its number within the attempt, from 1. */
  readonly n: number;
  readonly level: AgentLogLine['level'];
  /** Where the agent said it. `end`: how the attempt ended; `cut`: what is left out here. These two are ours. */
  readonly stream: 'log' | 'stdout' | 'stderr' | 'cut' | 'end';
  readonly text: string;
  readonly fields?: JsonObject;
  /** In the line `end` alone. */
  readonly status?: AttemptStatus;
  /** Seconds. */
  readonly duration?: number;
  readonly error?: { readonly type: string; readonly message: string };
}

export type AttemptStatus = 'success' | 'failed' | 'cancelled' | 'timed_out' | 'handed_over';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const STREAMS = ['log', 'stdout', 'stderr', 'cut', 'end'] as const;
const STATUSES = ['success', 'failed', 'cancelled', 'timed_out', 'handed_over'] as const;
/** Bytes of a line's text, and of its fields as JSON. */
const LIMIT = 8 * 1024;

/** What an agent said, as it is kept: what comes from its process is not believed. */
export function toAttemptLine({ level, message, fields, stream }: AgentLogLine, n: number, now: Date): AttemptLine {
  return {
    time: now.toISOString(),
    n,
    level: among(LEVELS, level) ?? 'info',
    stream: stream === 'stdout' || stream === 'stderr' ? stream : 'log',
    text: safeText(message),
    ...(fields === undefined ? {} : { fields: boundedFields(fields) }),
  };
}

/** Undefined for what is no line: a file may end in half of one. What is shown is made safe again: agents can write files. */
export function parseAttemptLine(text: string): AttemptLine | undefined {
  const line = parse(text);
  const stream = among(STREAMS, line['stream']);
  const level = among(LEVELS, line['level']);
  const { time, n, fields, duration, error } = line;
  if (!stream || !level || typeof n !== 'number' || typeof time !== 'string' || Number.isNaN(Date.parse(time)))
    return undefined;
  const status = among(STATUSES, line['status']);
  return {
    time: new Date(time).toISOString(),
    n,
    level,
    stream,
    text: safeText(line['text'], stream === 'end' ? '\n' : ''),
    ...(isObject(fields) ? { fields } : {}),
    ...(status ? { status } : {}),
    ...(typeof duration === 'number' ? { duration } : {}),
    ...(isObject(error) ? { error: { type: safeText(error['type']), message: safeText(error['message'], '\n') } } : {}),
  };
}

export const safeText = (text: unknown, keep = ''): string =>
  cutText(escapeControls(typeof text === 'string' ? text : JSON.stringify(text ?? ''), keep), LIMIT);

function boundedFields(fields: JsonObject): JsonObject {
  return JSON.stringify(fields).length <= LIMIT ? fields : { dropped: `fields are over ${LIMIT} bytes of JSON` };
}

function parse(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function among<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value);
}
