import type { LogAddress } from '../logs/log-address.ts';
import type { RunEnd } from '../workflows/run-end.ts';
import { attributesOf, isFailed, type Span, type SpanFacts } from './span.ts';
import { agentSpanId, phaseSpanId, runSpanId, traceIdOf } from './span-ids.ts';

/** The spans of a run that is over, of its phases and of its agents, in that order. Attempts have theirs already. */
export function* runSpans(
  { workflow, workflowId }: { readonly workflow: string; readonly workflowId: string },
  end: RunEnd,
  { home, above }: Pick<LogAddress, 'home' | 'above'>,
): Generator<Span> {
  const traceId = traceIdOf(home);
  const runId = runSpanId(traceId, above);
  const span = (
    name: string,
    ids: Pick<Span, 'spanId' | 'parentId'>,
    { startedAt, endedAt }: Pick<Span, 'startedAt' | 'endedAt'>,
    facts: Omit<SpanFacts, 'workflow' | 'workflowId'>,
  ): Span => ({
    name,
    traceId,
    ...ids,
    startedAt,
    endedAt,
    isFailed: isFailed(facts.status),
    attributes: attributesOf({ workflow, workflowId, ...facts }),
  });

  const isPart = above.length > 0;
  const runIds = { spanId: runId, ...(isPart ? { parentId: phaseSpanId(traceId, above) } : {}) };
  yield span(`run ${workflow}`, runIds, end, { status: end.status, errorType: end.errorType });
  for (const phase of end.phases) {
    const path = [...above, phase.phase];
    const phaseId = phaseSpanId(traceId, path);
    const { status, errorType } = phase;
    yield span(`phase ${phase.phase}`, { spanId: phaseId, parentId: runId }, phase, { phase: path, status, errorType });
    for (const agent of phase.agents) {
      const ids = { spanId: agentSpanId(traceId, [...path, agent.agent], agent.item), parentId: phaseId };
      yield span(`agent ${agent.agent}`, ids, agent, { ...agent, phase: path });
    }
  }
}
