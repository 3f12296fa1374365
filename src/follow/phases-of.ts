import type { PhaseStatusDocument, RunStatusDocument } from '../runs/run-status.ts';
import type { PhaseResult, RunResult } from '../workflows/run-result.ts';

/** The phases of a run, and what is done after them. */
export function phasesOf(run: RunStatusDocument): PhaseStatusDocument[];
export function phasesOf(run: RunResult): PhaseResult[];
export function phasesOf(run: RunResult | RunStatusDocument): PhaseResult[] {
  return [...run.results, ...(run.on_failure ? [run.on_failure] : []), ...(run.finally ? [run.finally] : [])];
}
