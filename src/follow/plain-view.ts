import { formatDuration } from '../definition/duration.ts';
import type { AgentStatusDocument, PhaseStatusDocument } from '../runs/run-status.ts';
import type { FollowView } from './follow.ts';

/** One line for each change: for pipes, files and CI. */
export function plainView(write: (line: string) => void): FollowView {
  const shown = new Map<string, string>();
  let lastNote = '';
  const line = (key: string, text: string) => {
    if (shown.get(key) === text) return;
    shown.set(key, text);
    write(`${new Date().toISOString().slice(11, 19)} ${key}: ${text}`);
  };
  return {
    show(status) {
      lastNote = '';
      for (const phase of status.results) {
        if (phase.status !== 'pending' && !isOver(phase)) line(phase.phase, phaseText(phase));
        for (const agent of phase.agents)
          if (agent.status !== 'pending' && agent.status !== 'blocked')
            line(`${phase.phase}/${agent.id}`, agentText(agent));
        if (isOver(phase)) line(phase.phase, phaseText(phase));
      }
    },
    note(text) {
      if (text !== lastNote) write(`${new Date().toISOString().slice(11, 19)} ${text}`);
      lastNote = text;
    },
    banner: (text) => write(`${new Date().toISOString().slice(11, 19)} ${text()}`),
    close() {},
  };
}

const isOver = ({ status }: PhaseStatusDocument): boolean => status !== 'pending' && status !== 'running';

function phaseText(phase: PhaseStatusDocument): string {
  const agents = `${phase.agents.length} ${phase.agents.length === 1 ? 'agent' : 'agents'}`;
  if (phase.status === 'running') return `running, ${agents}`;
  return withReason(`${phase.status}${took(phase.duration)}`, phase.reason);
}

function agentText(agent: AgentStatusDocument): string {
  if (agent.status === 'running') {
    if ((agent.attempt ?? 1) > 1) return withReason(`attempt ${agent.attempt}`, agent.last_error);
    return 'running';
  }
  const text = `${agent.status}${took(agent.duration)}${agent.attempts > 1 ? `, attempt ${agent.attempts}` : ''}`;
  return withReason(text, agent.error?.message ?? agent.reason);
}

const took = (seconds: number | null): string => (seconds === null ? '' : ` in ${formatDuration(seconds * 1000)}`);
const withReason = (text: string, reason: string | null): string =>
  reason ? `${text}: ${reason.split('\n')[0]}` : text;
