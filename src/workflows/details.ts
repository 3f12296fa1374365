import { setCurrentDetails } from '@temporalio/workflow';
import type { PhaseState, Scheduler } from './scheduler.ts';

const MAX_ROWS = 50;

/** What the Web UI shows of a run under way: its phases as a list, since the page draws tables without borders. It is not stored in history. */
export function showDetails({ phases }: Scheduler): void {
  const shown =
    phases.length <= MAX_ROWS
      ? phases
      : phases.filter((phase) => phase.status === 'running' || phase.status === 'failed').slice(0, MAX_ROWS);
  const lines = shown.map(
    (phase) =>
      `- **${phase.definition.name}** ${phase.status}, ${progressOf(phase)}${phase.reason ? `: ${phase.reason}` : ''}`,
  );
  const more = phases.length > shown.length ? `\n\n${phases.length - shown.length} more phases are not shown.` : '';
  setCurrentDetails(lines.join('\n') + more);
}

function progressOf({ agents, next, running }: PhaseState): string {
  const all = `${agents.length} ${agents.length === 1 ? 'agent' : 'agents'}`;
  return running > 0 ? `${next - running} of ${all} done, ${running} at work` : all;
}
