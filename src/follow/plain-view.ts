import { formatDuration } from '../definition/duration.ts';
import type {
  AgentStatusDocument,
  ItemStatusDocument,
  PhaseStatusDocument,
  RunStatusDocument,
} from '../runs/run-status.ts';
import { approveCommand } from './approve-command.ts';
import { countPhase, countTasks } from './counts.ts';
import type { FollowView } from './follow.ts';
import { itemName } from './item-name.ts';
import { phasesOf } from './phases-of.ts';

/** One line for each change: for pipes, files and CI. */
export function plainView(write: (line: string) => void): FollowView {
  const shown = new Map<string, string>();
  let lastNote = '';
  let wasPaused = false;
  const say = (text: string) => write(`${new Date().toISOString().slice(11, 19)} ${text}`);
  const line = (key: string, text: string) => {
    if (shown.get(key) === text) return;
    shown.set(key, text);
    say(`${key}: ${text}`);
  };
  const showRun = (status: RunStatusDocument, prefix: string) => {
    for (const phase of phasesOf(status)) {
      const name = `${prefix}${phase.phase}`;
      if (!isOver(phase) && (phase.status !== 'pending' || phase.reason !== null)) line(name, phaseText(phase, status));
      for (const agent of phase.agents) showAgent(agent, `${name}/${agent.id}`);
      if (phase.run) showRun(phase.run, `${name}/`);
      if (isOver(phase)) line(name, phaseText(phase, status));
    }
  };
  const showAgent = (agent: AgentStatusDocument, name: string) => {
    for (const item of agent.items ?? []) if (isWorthALine(item)) line(`${name} ${itemName(item)}`, taskText(item));
    if (agent.status === 'pending' || agent.status === 'blocked') return;
    line(name, agent.status === 'running' && agent.items ? itemsText(agent) : taskText(agent));
  };
  return {
    show(status) {
      lastNote = '';
      if (status.status === 'running' && (status.paused ?? false) !== wasPaused) {
        wasPaused = !wasPaused;
        say(wasPaused ? 'paused: nothing starts until the run is resumed' : 'resumed');
      }
      showRun(status, '');
    },
    note(text) {
      if (text !== lastNote) say(text);
      lastNote = text;
    },
    banner: (text) => say(text()),
    close() {},
  };
}

const isOver = ({ status }: PhaseStatusDocument): boolean =>
  status !== 'pending' && status !== 'waiting' && status !== 'running';

/** Of items, which may be many, those that have failed or are tried again. */
const isWorthALine = ({ status, error, attempt }: ItemStatusDocument): boolean =>
  error !== null || (status === 'running' && (attempt ?? 1) > 1);

function phaseText(phase: PhaseStatusDocument, { workflow_id: id }: RunStatusDocument): string {
  if (phase.approval) {
    const { prompt, until } = phase.approval;
    const time = until === null ? '' : `, until ${until}`;
    return `waits for an approval${time}: ${firstLine(prompt)} (\`${approveCommand(id, phase.phase)}\`)`;
  }
  if (phase.status === 'running') return `running, ${whatRuns(phase)}`;
  const tolerated = phase.tolerated ? ', tolerated' : '';
  return withReason(`${phase.status}${took(phase.duration)}${tolerated}`, phase.reason);
}

function whatRuns(phase: PhaseStatusDocument): string {
  if (phase.workflow_id !== undefined) return `as ${phase.workflow_id}`;
  const count = phase.agent_counts ? countPhase(phase).all : phase.agents.length;
  return `${count} ${count === 1 ? 'agent' : 'agents'}`;
}

/** A line for each tenth of the way, however many items there are. */
function itemsText(agent: AgentStatusDocument): string {
  const { done, all } = countTasks(agent);
  const tenth = Math.floor((done / all) * 10) / 10;
  return `running, ${Math.ceil(tenth * all)} of ${all} items done`;
}

function taskText(task: AgentStatusDocument | ItemStatusDocument): string {
  if (task.status === 'running')
    return (task.attempt ?? 1) > 1 ? withReason(`attempt ${task.attempt}`, task.last_error) : 'running';
  const flags = [
    task.attempts > 1 ? `attempt ${task.attempts}` : '',
    task.tolerated ? 'tolerated' : '',
    task.cached ? 'cached' : '',
  ];
  const text = [`${task.status}${took(task.duration)}`, ...flags.filter(Boolean)].join(', ');
  return withReason(text, task.error?.message ?? task.reason);
}

const took = (seconds: number | null): string => (seconds === null ? '' : ` in ${formatDuration(seconds * 1000)}`);
const withReason = (text: string, reason: string | null): string => (reason ? `${text}: ${firstLine(reason)}` : text);
const firstLine = (text: string): string => text.split('\n')[0]!;
