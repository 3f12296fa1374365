import type { AgentStatusDocument, PhaseStatusDocument, RunStatusDocument } from '../runs/run-status.ts';
import type { AgentResult, ItemResult, PhaseResult, RunResult } from '../workflows/run-result.ts';

/** The phases of a run, and what is done after them. */
export function phasesOf(run: RunStatusDocument): PhaseStatusDocument[];
export function phasesOf(run: RunResult): PhaseResult[];
export function phasesOf(run: RunResult | RunStatusDocument): PhaseResult[] {
  return [...run.results, ...(run.on_failure ? [run.on_failure] : []), ...(run.finally ? [run.finally] : [])];
}

/** How many tasks there are of an agent or of several, and how many of them are over. */
export function countTasks(agents: readonly (AgentResult | AgentStatusDocument)[]): { done: number; all: number } {
  const tasks = agents.flatMap((agent): readonly Pick<ItemResult, 'status'>[] => agent.items ?? [agent]);
  const open = tasks.filter(({ status }) => status === 'pending' || status === 'running').length;
  return { done: tasks.length - open, all: tasks.length };
}
