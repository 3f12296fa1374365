import { createHash, randomBytes } from 'node:crypto';
import type { LogHome } from '../logs/attempt-file.ts';

/** The same on every worker: what each of them knows of a run joins in one trace. */
export const traceIdOf = ({ workflowId, runId }: LogHome): string => hash(['trace', workflowId, runId], 16);

/** `path`: the phases whose sub-workflow it is; none for what a person started. */
export const runSpanId = (traceId: string, path: readonly string[]): string => hash([traceId, 'run', ...path], 8);

export const phaseSpanId = (traceId: string, path: readonly string[]): string => hash([traceId, 'phase', ...path], 8);

export const agentSpanId = (traceId: string, path: readonly string[], item: number | undefined): string =>
  hash([traceId, 'agent', ...path, item ?? null], 8);

/** By chance: nobody else speaks of it, and an attempt may have the number of an earlier one, where a run was reset. */
export const attemptSpanId = (): string => randomBytes(8).toString('hex');

function hash(of: readonly (string | number | null)[], bytes: number): string {
  return createHash('sha256')
    .update(JSON.stringify(of))
    .digest('hex')
    .slice(0, 2 * bytes);
}
