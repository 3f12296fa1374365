import { formatDuration } from '../definition/duration.ts';
import type { AgentStatusDocument, PhaseStatusDocument, RunStatusDocument } from '../runs/run-status.ts';
import { fit } from './fit.ts';
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
  const head = `${style.colors.bold(status.workflow)} ${style.colors.dim(status.workflow_id)}  ${tint(status.status, style)(status.status)}  ${took(status.total_duration)}`;
  const entries = status.results.flatMap((phase) => phaseEntries(phase, status, options));
  const lines = [head, ...fold(entries, Math.max(rows - 1, 3), style)];
  return lines.map((line) => fit(line, columns));
}

interface Entry {
  readonly line: string;
  /** Kept longest: 0 is at work or failed, 1 is a phase, 2 is over or has not begun. */
  readonly rank: 0 | 1 | 2;
}

function fold(entries: readonly Entry[], rows: number, { colors }: Style): string[] {
  if (entries.length <= rows) return entries.map((entry) => entry.line);
  const kept = new Set<Entry>();
  for (const rank of [0, 1, 2])
    for (const entry of entries) if (entry.rank === rank && kept.size < rows - 1) kept.add(entry);
  const lines = entries.filter((entry) => kept.has(entry)).map((entry) => entry.line);
  return [...lines, colors.dim(`  and ${entries.length - kept.size} more lines`)];
}

function phaseEntries(phase: PhaseStatusDocument, status: RunStatusDocument, options: TreeOptions): Entry[] {
  const { style } = options;
  const done = phase.agents.filter((agent) => agent.status !== 'pending' && agent.status !== 'running').length;
  const count = `${done}/${phase.agents.length}`;
  const open = phase.status === 'running' || phase.status === 'failed';
  const right =
    phase.status === 'pending'
      ? waitsFor(phase, status, options)
      : [count, took(phase.duration), phase.status === 'success' ? '' : (phase.reason ?? '')].join('  ');
  const line = `${symbol(phase.status, style)} ${pad(phase.phase, 28)} ${phase.status === 'pending' ? style.colors.dim(right) : right}`;
  const agents = open ? phase.agents.map((agent) => agentEntry(agent, style)) : [];
  return [{ line, rank: open ? 0 : phase.status === 'pending' ? 2 : 1 }, ...agents];
}

function waitsFor(phase: PhaseStatusDocument, { results }: RunStatusDocument, { dependencies }: TreeOptions): string {
  const over = new Set(results.filter(({ status }) => status === 'success').map((result) => result.phase));
  const all = dependencies.get(phase.phase);
  if (!all) return 'waits';
  const waiting = all.filter((name) => !over.has(name));
  return waiting.length > 0 ? `waits for ${waiting.join(', ')}` : 'waits for a free worker';
}

function agentEntry(agent: AgentStatusDocument, style: Style): Entry {
  const { colors } = style;
  const atWork = agent.status === 'running';
  const parts = [
    agent.duration === null ? '' : took(agent.duration),
    atWork && (agent.attempt ?? 1) > 1 ? colors.yellow(`attempt ${agent.attempt}`) : '',
    atWork && agent.progress ? `${Math.round(agent.progress.fraction * 100)}% ${agent.progress.text ?? ''}` : '',
    atWork && agent.last_error ? colors.dim(firstLine(agent.last_error)) : '',
    agent.error ? tint(agent.status, style)(firstLine(agent.error.message)) : '',
  ].filter(Boolean);
  const rank = atWork || agent.error ? 0 : 2;
  return { line: `  ${symbol(agent.status, style)} ${pad(agent.id, 26)} ${parts.join('  ')}`, rank };
}

const took = (seconds: number | null): string => (seconds === null ? '' : formatDuration(seconds * 1000));
const pad = (text: string, width: number): string => text.padEnd(width);
const firstLine = (text: string): string => text.split('\n')[0]!;
