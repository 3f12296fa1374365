import { setCurrentDetails } from '@temporalio/workflow';
import type { AgentState, PhaseState } from './phase-state.ts';

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
  const sum = (count: (agent: AgentState) => number) => agents.reduce((total, agent) => total + count(agent), 0);
  const tasks = sum((agent) => agent.tasks.length);
  const all = `${tasks} ${tasks === 1 ? 'agent' : 'agents'}`;
  const running = sum((agent) => agent.running);
  return running > 0 ? `${sum((agent) => agent.next) - running} of ${all} done, ${running} at work` : all;
}
