import { formatDuration } from '../definition/duration.ts';
import type { AgentStatusDocument, PhaseStatusDocument, RunStatusDocument } from '../runs/run-status.ts';
import { agentEntries } from './agent-entries.ts';
import { approveCommand } from './approve-command.ts';
import { countPhase } from './counts.ts';
import { fit } from './fit.ts';
import { fold, type Entry } from './fold.ts';
import { phasesOf } from './phases-of.ts';
import { symbol, tint, type Style } from './style.ts';

export interface TreeOptions {
  readonly style: Style;
  readonly columns: number;
  /** At most this many lines: what is done is folded first. */
  readonly rows: number;
  /** What each phase depends on, where that is known. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
}

/** The picture of a run: its phases in order, and the agents of those that are at work or have failed. */
export function tree(status: RunStatusDocument, options: TreeOptions): string[] {
  const { style, columns, rows } = options;
  const { colors } = style;
  const head = [
    `${colors.bold(status.workflow)} ${colors.dim(status.workflow_id)}`,
    tint(status.status, style)(status.status),
    ...(status.paused ? [colors.yellow('paused')] : []),
    formatDuration(status.total_duration * 1000),
  ].join('  ');
  const entries = phasesOf(status).flatMap((phase) => phaseEntries(phase, status, options));
  return [head, ...fold(entries, Math.max(rows - 1, 3), style)].map((line) => fit(line, columns));
}

function phaseEntries(phase: PhaseStatusDocument, status: RunStatusDocument, options: TreeOptions): Entry[] {
  const { style } = options;
  const open = phase.status === 'running' || phase.status === 'failed';
  const line = `${symbol(phase.status, style)} ${fit(phase.phase, 28).padEnd(28)} ${phaseText(phase, status, options)}`;
  return [
    { line: line.trimEnd(), rank: open || phase.status === 'waiting' ? 0 : 2 },
    ...approvalEntries(phase, status, style),
    ...(open ? phase.agents.flatMap((agent) => agentEntries(agent, style)) : []),
    ...(phase.run ? indented(subRunEntries(phase.run, options)) : []),
  ];
}

function phaseText(phase: PhaseStatusDocument, status: RunStatusDocument, options: TreeOptions): string {
  const { colors } = options.style;
  if (phase.status === 'pending') return colors.dim(waitsFor(phase, status, options));
  if (phase.approval) {
    const { prompt, until } = phase.approval;
    // In front, where a long question does not push it out.
    return `${until === null ? '' : colors.dim(`until ${timeOf(until)}  `)}${prompt.split('\n')[0]}`;
  }
  const { done, all } = countPhase(phase);
  return [
    all > 0 && !hasNeverRun(phase) ? `${done}/${all}` : '',
    phase.workflow_id === undefined ? '' : colors.dim(`as ${phase.workflow_id}`),
    phase.duration === null ? '' : formatDuration(phase.duration * 1000),
    phase.agents.length > 0 && phase.agents.every(isReused) ? colors.dim('reused') : '',
    phase.tolerated ? colors.yellow('tolerated') : '',
    phase.reason?.split('\n')[0] ?? '',
  ]
    .filter(Boolean)
    .join('  ');
}

const isReused = ({ reused, items }: AgentStatusDocument): boolean =>
  reused === true || (items !== undefined && items.length > 0 && items.every((item) => item.reused));

const hasNeverRun = ({ status, started_at: startedAt }: PhaseStatusDocument): boolean =>
  status === 'skipped' || status === 'blocked' || (status === 'cancelled' && startedAt === null);

/** How to decide: a line of its own, so that it can be copied whole. */
function approvalEntries(phase: PhaseStatusDocument, { workflow_id: id }: RunStatusDocument, style: Style): Entry[] {
  if (!phase.approval) return [];
  return [{ line: `    ${style.colors.dim(approveCommand(id, phase.phase))}`, rank: 0 }];
}

function subRunEntries(run: RunStatusDocument, options: TreeOptions): Entry[] {
  return phasesOf(run).flatMap((phase) => phaseEntries(phase, run, { ...options, dependencies: new Map() }));
}

const indented = (entries: readonly Entry[]): Entry[] => entries.map(({ line, rank }) => ({ line: `  ${line}`, rank }));

function waitsFor(phase: PhaseStatusDocument, status: RunStatusDocument, { dependencies }: TreeOptions): string {
  const open = new Set(status.results.filter(isOpen).map((result) => result.phase));
  const waiting = dependencies.get(phase.phase)?.filter((name) => open.has(name));
  if (!waiting) return 'waits';
  if (waiting.length > 0) return `waits for ${waiting.join(', ')}`;
  if (status.paused) return 'waits until the run is resumed';
  return phase.reason?.split('\n')[0] ?? 'waits for a free worker';
}

const isOpen = ({ status }: PhaseStatusDocument): boolean =>
  status === 'pending' || status === 'waiting' || status === 'running';

/** `14:05:00`, with the day where that is another one. */
function timeOf(timestamp: string): string {
  const time = new Date(timestamp);
  const isToday = time.toDateString() === new Date().toDateString();
  return isToday ? time.toTimeString().slice(0, 8) : `${time.toDateString()} ${time.toTimeString().slice(0, 5)}`;
}
