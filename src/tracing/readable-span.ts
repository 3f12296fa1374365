import type { HrTime, SpanContext } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Span } from './span.ts';

/** A span as OpenTelemetry's SDK takes it. It is made whole, since parts of a run are over long before their parents. */
export function readableSpan(span: Span, resource: Resource): ReadableSpan {
  const { name, traceId, spanId, parentId, startedAt, endedAt, isFailed, attributes } = span;
  const contextOf = (id: string): SpanContext => ({ traceId, spanId: id, traceFlags: SAMPLED });
  return {
    name,
    kind: INTERNAL,
    spanContext: () => contextOf(spanId),
    ...(parentId === undefined ? {} : { parentSpanContext: { ...contextOf(parentId), isRemote: true } }),
    startTime: hrTime(startedAt),
    endTime: hrTime(endedAt),
    duration: hrTime(Math.max(0, endedAt - startedAt)),
    status: { code: isFailed ? ERROR : UNSET },
    attributes: { ...attributes },
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: 'orchestrator' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

// As the API's enums have them; imported, they would load it.
const INTERNAL = 0;
const SAMPLED = 1;
const UNSET = 0;
const ERROR = 2;

const hrTime = (milliseconds: number): HrTime => [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1_000_000];
