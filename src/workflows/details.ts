import { setCurrentDetails } from '@temporalio/workflow';
import type { PhaseState } from './phase-state.ts';

const MAX_ROWS = 50;

/** What the Web UI shows of a run under way: its phases as a list, since the page draws tables without borders. It is not stored in history. */
export function showDetails(phases: readonly PhaseState[]): void {
  const shown =
    phases.length <= MAX_ROWS
      ? phases
      : phases.filter((phase) => ['running', 'waiting', 'failed'].includes(phase.status)).slice(0, MAX_ROWS);
  const lines = shown.map(
    (phase) =>
      `- **${phase.definition.name}** ${phase.status}, ${progressOf(phase)}${phase.reason ? `: ${phase.reason}` : ''}`,
  );
  const more = phases.length > shown.length ? `\n\n${phases.length - shown.length} more phases are not shown.` : '';
  setCurrentDetails(lines.join('\n') + more);
}

function progressOf({ agents, childId }: PhaseState): string {
  if (childId !== undefined) return `as ${childId}`;
  const tasks = agents.flatMap((agent) => agent.tasks);
  const all = `${tasks.length} ${tasks.length === 1 ? 'agent' : 'agents'}`;
  const running = tasks.filter((task) => task.status === 'running').length;
  const done = tasks.filter((task) => task.status !== 'running' && task.status !== 'pending').length;
  return running > 0 ? `${done} of ${all} done, ${running} at work` : all;
}
