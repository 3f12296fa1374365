/** W3C Trace Context, as it is handed on: sampled, since what is not to be kept is the collector's choice. */
export const toTraceparent = (traceId: string, spanId: string): string => `00-${traceId}-${spanId}-01`;

export function idsIn(traceparent: string | undefined): { readonly trace_id?: string; readonly span_id?: string } {
  const [, trace_id, span_id] = traceparent?.split('-') ?? [];
  return trace_id && span_id ? { trace_id, span_id } : {};
}

/** Among the fields of a line that an attempt logs: the context of its span. */
export const TRACEPARENT_FIELD = 'orchestratorTraceparent';
