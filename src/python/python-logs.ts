import { createLogBudget, type LogBudget } from '../activities/executor/log-budget.ts';
import type { JsonObject } from '../definition/json.ts';
import type { AgentLogs, AttemptId, OpenLog } from '../logs/agent-logs.ts';
import type { AttemptStatus } from '../logs/attempt-line.ts';
import type { LogLine, LogSink } from '../serve/log.ts';

/** With the context of its span, where there are traces. */
type PythonAttempt = AttemptId & { readonly traceparent?: string };

/** What the Python worker says of its agents and of itself: without an attempt it is its own. */
export type FromAttempt =
  | {
      readonly kind: 'log';
      readonly level: LogLine['level'];
      readonly message: string;
      readonly fields?: JsonObject;
      readonly stream?: 'stdout' | 'stderr';
      readonly attempt?: PythonAttempt;
    }
  | {
      readonly kind: 'attempt_ended';
      readonly attempt: PythonAttempt;
      readonly status: AttemptStatus;
      readonly seconds: number;
      readonly error?: { readonly type: string; readonly message: string; readonly stack: string };
    };

const LEVELS = { TRACE: 'debug', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
/** Of what an attempt logs, this much goes into the worker's own log too. */
const IN_WORKERS_LOG = { bytes: 1024 * 1024, lines: 10_000 };

const labelsOf = ({ activityId: agent, ...rest }: PythonAttempt) => ({ agent, ...rest });

/** Keeps what the agents of one Python worker log, as those of this process have it. */
export function createPythonLogs(logs: AgentLogs, onLog: LogSink): { take(message: FromAttempt): void } {
  const open = new Map<string, { readonly log: OpenLog; readonly budget: LogBudget }>();
  const nameOf = ({ runId, activityId, attempt }: AttemptId) => `${runId} ${activityId} ${attempt}`;
  const openLog = (attempt: AttemptId) => {
    const known = open.get(nameOf(attempt)) ?? { log: logs.begin(attempt), budget: createLogBudget(IN_WORKERS_LOG) };
    open.set(nameOf(attempt), known);
    return known;
  };
  return {
    take(message) {
      if (message.kind === 'attempt_ended') {
        const { attempt, status, seconds, error } = message;
        void openLog(attempt).log.end({ status, seconds, ...(error ? { error } : {}) });
        const text = `attempt ${attempt.attempt} failed: ${error?.type}: ${error?.message}`;
        if (error) onLog({ level: 'WARN', message: text, ...labelsOf(attempt), fields: {}, time: new Date() });
        return void open.delete(nameOf(attempt));
      }
      const { attempt, level, message: text, fields = {}, stream } = message;
      const line = { level, message: text, fields, time: new Date() };
      if (!attempt) return onLog(line);
      const { log, budget } = openLog(attempt);
      const said = {
        level: LEVELS[level],
        message: text,
        ...(message.fields ? { fields } : {}),
        ...(stream ? { stream } : {}),
      };
      log.add(said);
      const shown = budget.take(said);
      if (shown) onLog({ ...line, message: shown.message, ...labelsOf(attempt), isAgents: true });
    },
  };
}
