import type { PhaseStatusDocument, RunStatusDocument } from '../runs/run-status.ts';
import type { PhaseResult, RunResult } from '../workflows/run-result.ts';

export interface WaitingPhase {
  /** Of the run, or of the sub-workflow's. */
  readonly workflowId: string;
  readonly phase: string;
  readonly prompt: string;
}

/** A run as it is, with what is known of its sub-workflows. */
type Run = Pick<RunResult, 'workflow_id'> & {
  readonly results: readonly (PhaseResult & { readonly run?: RunStatusDocument })[];
};

/** The phases of a run and of its sub-workflows that wait for an approval. */
export function waitingPhases({ workflow_id: workflowId, results }: Run): WaitingPhase[] {
  return results.flatMap(({ phase, approval, run }) => [
    ...(approval ? [{ workflowId, phase, prompt: approval.prompt }] : []),
    ...(run ? waitingPhases(run) : []),
  ]);
}

/** Whether nothing will happen in a run until somebody approves or rejects something. */
export function onlyWaits(run: RunStatusDocument): boolean {
  if (run.status !== 'running' || waitingPhases(run).length === 0) return false;
  const handlers = [run.on_failure, run.finally].filter((handler) => handler?.status === 'running');
  return handlers.length === 0 && run.results.every((phase) => phase.status !== 'running' || subRunWaits(phase));
}

const subRunWaits = ({ run }: PhaseStatusDocument): boolean => run !== undefined && onlyWaits(run);
