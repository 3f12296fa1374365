import type { AttemptId } from '../logs/agent-logs.ts';
import type { OpenSpan, TracedAttempt, Traces } from '../tracing/traces.ts';

/** The spans of the attempts of one Python worker, which tells when they begin and when they are over. */
export function createPythonSpans(traces: Pick<Traces, 'begin'> | undefined): {
  begin(attempt: TracedAttempt): Promise<{ traceparent?: string }>;
  end(attempt: AttemptId, how: Parameters<OpenSpan['end']>[0]): void;
} {
  const open = new Map<string, Promise<OpenSpan>>();
  const nameOf = ({ runId, activityId, attempt }: AttemptId) => `${runId} ${activityId} ${attempt}`;
  return {
    async begin(attempt) {
      if (!traces) return {};
      const span = traces.begin(attempt);
      open.set(nameOf(attempt), span);
      return { traceparent: (await span).traceparent };
    },
    end(attempt, how) {
      const name = nameOf(attempt);
      void open.get(name)?.then((span) => span.end(how));
      open.delete(name);
    },
  };
}
