import { setMaxListeners } from 'node:events';
import type { AgentContext, AgentLog } from '../../agent.ts';
import type { Json, JsonObject } from '../../definition/json.ts';
import type { AgentCall, AgentLogLine, Measurement } from './agent-call.ts';
import { toAgentFailure } from './agent-error.ts';
import { toJsonText } from './agent-output.ts';
import { latest } from './latest.ts';
import { createLogBudget } from './log-budget.ts';
import { collectMeasurements } from './measurements.ts';
import { cutText, escapeControls } from './safe-text.ts';

/** Where what an agent says goes; the same on both sides of a process boundary. */
export interface AgentSink {
  progress(fraction: number, text: string | undefined): void;
  /** The value as JSON text. */
  checkpoint(json: string): void;
  log(line: AgentLogLine): void;
  measure(measurements: readonly Measurement[]): void;
}

/**
 * The context of one attempt. Whatever an agent passes to it is bounded and made JSON here, and a bad progress, checkpoint or
 * log field is dropped with a warning: it is no reason to lose the work.
 * `close` ends it: what an agent says after its attempt has ended is nobody's.
 */
export function createContext(
  call: AgentCall,
  signals: { readonly signal: AbortSignal; readonly stopping: AbortSignal },
  sink: AgentSink,
): { readonly contextWith: (config: unknown) => AgentContext<unknown>; flush(): void; close(): void } {
  // An agent may pass the signal to a thousand fetches at once; that is no leak.
  setMaxListeners(0, signals.signal, signals.stopping);
  let open = true;
  const budget = createLogBudget(FLOOD);
  const say = (level: AgentLogLine['level'], message: unknown, fields?: unknown) => {
    if (!open || budget.isSpent) return;
    const allowed = budget.take(toLine(level, message, fields));
    if (allowed !== undefined) sink.log(allowed);
  };
  const progress = latest((fraction: number, text: string | undefined) => sink.progress(fraction, text));
  const checkpoint = latest((json: string) => sink.checkpoint(json));
  const measurements = collectMeasurements(
    (batch) => sink.measure(batch),
    (problem) => say('warn', problem),
  );
  const flush = () => {
    progress.flush();
    checkpoint.flush();
    measurements.flush();
  };

  const context: Omit<AgentContext<unknown>, 'config'> = {
    input: call.input,
    signal: signals.signal,
    stopping: signals.stopping,
    progress(fraction, text) {
      if (!open || typeof fraction !== 'number' || Number.isNaN(fraction)) return;
      const shown = text === undefined ? undefined : cutText(escapeControls(toText(text)), PROGRESS_TEXT);
      progress.set(Math.min(1, Math.max(0, fraction)), shown);
    },
    checkpoint(value: Json) {
      if (!open) return;
      try {
        checkpoint.set(toJsonText(value, { name: 'checkpoint', limit: CHECKPOINT_LIMIT }));
      } catch (error) {
        say('warn', `A checkpoint was dropped: ${toAgentFailure(error).message}`);
      }
    },
    lastCheckpoint: call.lastCheckpoint,
    log: createLog(say),
    metrics: {
      counter: (name, value = 1, labels) => open && measurements.add('counter', name, value, labels),
      gauge: (name, value, labels) => open && measurements.add('gauge', name, value, labels),
      histogram: (name, value, labels) => open && measurements.add('histogram', name, value, labels),
    },
    attempt: call.attempt,
    idempotencyKey: call.idempotencyKey,
    workflowId: call.workflowId,
    phase: call.phase,
    agent: call.agent,
    item: call.item,
    itemIndex: call.itemIndex,
    traceparent: call.traceparent,
  };
  return {
    contextWith: (config) => ({ ...context, config }),
    flush,
    close() {
      flush();
      open = false;
    },
  };
}

/** What fits beside the rest of a heartbeat. */
const CHECKPOINT_LIMIT = 256 * 1024;
const PROGRESS_TEXT = 200;
const MESSAGE_LIMIT = 8 * 1024;
/** What an agent may say by `log` before the rest is left out: it is in memory on its way. What is kept of it is less. */
const FLOOD = { bytes: 8 * 1024 * 1024, lines: 100_000 };

function createLog(say: (level: AgentLogLine['level'], message: unknown, fields?: unknown) => void): AgentLog {
  return {
    debug: (message, fields) => say('debug', message, fields),
    info: (message, fields) => say('info', message, fields),
    warn: (message, fields) => say('warn', message, fields),
    error: (message, fields) => say('error', message, fields),
  };
}

function toLine(level: AgentLogLine['level'], message: unknown, fields: unknown): AgentLogLine {
  const text = cutText(escapeControls(toText(message)), MESSAGE_LIMIT);
  return fields === undefined ? { level, message: text } : { level, message: text, fields: toFields(fields) };
}

function toFields(fields: unknown): JsonObject {
  try {
    const value = JSON.parse(toJsonText(fields, { name: 'fields', limit: MESSAGE_LIMIT })) as Json;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : { value };
  } catch (error) {
    return { dropped: toAgentFailure(error).message };
  }
}

function toText(value: unknown): string {
  try {
    // Before it is made safe: five megabytes need not be looked through.
    return String(value).slice(0, MESSAGE_LIMIT + 1);
  } catch {
    return 'a value that cannot be shown';
  }
}
