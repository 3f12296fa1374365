/** A span that is over. Times are milliseconds. It never has inputs, outputs or what an error says. */
export interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly isFailed: boolean;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export interface SpanFacts {
  readonly workflow: string;
  readonly workflowId: string;
  readonly status: string;
  /** With the phases above it, where it is in a sub-workflow. */
  readonly phase?: readonly string[];
  readonly agent?: string;
  readonly class?: string;
  readonly item?: number | undefined;
  readonly attempt?: number;
  readonly attempts?: number;
  readonly cached?: true | undefined;
  readonly errorType?: string | undefined;
}

/** What tells a span from others: of ours under `orchestrator.`. */
export function attributesOf({ errorType, phase, ...facts }: SpanFacts): Span['attributes'] {
  const { workflow, workflowId, agent, class: className, item, attempt, attempts, cached, status } = facts;
  const ours = {
    workflow,
    workflow_id: workflowId,
    phase: phase?.join('/'),
    agent,
    class: className,
    item_index: item,
    attempt,
    attempts,
    cached,
    status,
  };
  const attributes: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(ours)) if (value !== undefined) attributes[`orchestrator.${name}`] = value;
  return { ...attributes, ...(errorType === undefined ? {} : { 'error.type': errorType }) };
}

export const isFailed = (status: string): boolean => status === 'failed' || status === 'timed_out';
