import { setTimeout as delay } from 'node:timers/promises';
import { knownAddresses, type AddressOf } from '../logs/known-addresses.ts';
import { placeOf } from '../logs/attempt-file.ts';
import type { AttemptId } from '../logs/agent-logs.ts';
import type { OnRunEnd } from '../serve/run-sinks.ts';
import { runSpans } from './run-spans.ts';
import { attributesOf, isFailed, type Span } from './span.ts';
import { agentSpanId, attemptSpanId, traceIdOf } from './span-ids.ts';
import { toTraceparent } from './traceparent.ts';

/** What this process's workers know of runs, as spans. Nothing that goes wrong with it reaches an agent or a run. */
export interface Traces {
  /** An attempt begins. */
  begin(attempt: TracedAttempt): Promise<OpenSpan>;
  /** A run is over: its span, those of its phases and of its agents. */
  readonly runEnded: OnRunEnd;
  /** Sends what is left, within three seconds. */
  close(): Promise<void>;
}

export interface TracedAttempt extends AttemptId {
  readonly workflow: string;
  readonly class: string;
}

export interface OpenSpan {
  /** W3C Trace Context: what the agent's own spans are to have as their parent. */
  readonly traceparent: string;
  end(how: { readonly status: string; readonly errorType?: string | undefined }): void;
}

/** Where spans go. */
export interface SpanTarget {
  send(span: Span): void;
  /** Resolves when all that was sent has gone, or is given up. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Of a run with ten thousand agents so many spans go at a time: what waits to be sent is bounded, and no span is to be lost for that. */
const AT_A_TIME = 500;
const CLOSE_WITHIN = 3_000;

export function createTraces({ addressOf, target }: { addressOf: AddressOf; target: SpanTarget }): Traces {
  const address = knownAddresses(addressOf);
  let sending = Promise.resolve();

  const send = async (...[run, end]: Parameters<OnRunEnd>): Promise<void> => {
    let sent = 0;
    for (const span of runSpans(run, end, await address(run.workflowId, run.runId))) {
      target.send(span);
      if (++sent % AT_A_TIME === 0) await target.flush();
    }
  };
  return {
    async begin({ workflow, workflowId, runId, activityId, attempt, class: className }) {
      const startedAt = Date.now();
      const { home, above } = await address(workflowId, runId);
      const { path, item } = placeOf(activityId);
      const full = [...above, ...path];
      const traceId = traceIdOf(home);
      const spanId = attemptSpanId();
      const named = { workflow, workflowId, phase: full.slice(0, -1), agent: full.at(-1)!, class: className };
      return {
        traceparent: toTraceparent(traceId, spanId),
        end: ({ status, errorType }) =>
          target.send({
            name: `attempt ${attempt}`,
            traceId,
            spanId,
            parentId: agentSpanId(traceId, full, item),
            startedAt,
            endedAt: Date.now(),
            isFailed: isFailed(status),
            attributes: attributesOf({ ...named, item, attempt, status, errorType }),
          }),
      };
    },
    runEnded(...run) {
      sending = sending.then(() => send(...run));
    },
    async close() {
      const sent = sending.then(() => target.close());
      await Promise.race([sent, delay(CLOSE_WITHIN, undefined, { ref: false })]);
    },
  };
}
