import { formatDuration } from '../definition/duration.ts';
import type { PhaseResult, RunResult } from '../workflows/run-result.ts';
import { countAgents } from './counts.ts';
import { failures, tolerated } from './failures.ts';
import { fit } from './fit.ts';
import type { LastLines } from '../logs/last-lines.ts';
import { outputLines } from './output-lines.ts';
import { phasesOf } from './phases-of.ts';
import { symbol, tint, type Style } from './style.ts';

export interface EndBlockOptions {
  readonly style: Style;
  readonly columns: number;
  /** The run's page in the Web UI. */
  readonly url?: string;
  /** Where the definition says what a phase is, or an agent of it: `config/workflow.yaml:31`. */
  readonly placeOf: (phase: string, agent?: string) => string | undefined;
  /** What the agents that failed have logged last. */
  readonly lastLines?: LastLines;
  /** What to do next, as commands or sentences. */
  readonly next: readonly string[];
}

/** What a person wants to know when a run has ended: failures first. */
export function endBlock(result: RunResult, options: EndBlockOptions): string {
  const { style, columns } = options;
  const { colors } = style;
  const phases = phasesOf(result);
  const title = `${symbol(result.status, style)} ${colors.bold(result.workflow)} ${tint(result.status, style)(WORDS[result.status])} in ${formatDuration(result.total_duration * 1000)}`;
  const lines = [
    title,
    ...failures(phases, options),
    ...(result.error && result.error.phase === null ? ['', `  ${result.error.type}: ${result.error.message}`] : []),
    ...section('Failed, and tolerated', tolerated(phases, style)),
    ...section('Not run', notRun(phases, style)),
    ...section('Outputs', outputLines(result)),
    ...section('Longest', result.status === 'running' ? [] : longest(phases)),
    '',
    `  ${summary(result)}`,
    ...(options.url ? [`  ${colors.dim('Web UI')}  ${options.url}`] : []),
    ...options.next.map((text, index) => `  ${colors.dim(index === 0 ? 'Next  ' : '      ')}  ${text}`),
  ];
  // Addresses and commands are there to be copied: they are never cut.
  return lines
    .map((line) => (line.includes('://') || line.includes('orchestrator ') ? line : fit(line, columns)))
    .join('\n');
}

function summary({ phases_executed: executed, results }: RunResult): string {
  const tasks = results
    .flatMap((phase) => phase.agents)
    .flatMap((agent): readonly { readonly reused?: true }[] => agent.items ?? [agent]);
  const reused = tasks.filter((task) => task.reused).length;
  const counts = countAgents(results);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = [`${executed} of ${results.length} phases`];
  if (all > 0) parts.push(`${counts.success ?? 0} of ${all} agents succeeded`);
  if (reused > 0) parts.push(`${reused} ${reused === 1 ? 'output' : 'outputs'} reused`);
  return parts.join(', ');
}

const WORDS: Record<RunResult['status'], string> = {
  running: 'is running',
  success: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  timed_out: 'timed out',
};

/** Phases that did not run, and agents that did not in phases that did; with the reason. */
function notRun(phases: readonly PhaseResult[], style: Style): string[] {
  return phases.flatMap((phase) => {
    if (['skipped', 'blocked'].includes(phase.status) || (phase.status === 'cancelled' && phase.started_at === null))
      return [`${symbol(phase.status, style)} ${phase.phase} ${phase.status}: ${phase.reason ?? ''}`];
    return phase.agents.flatMap(({ id, status, reason, items = [] }) => {
      const name = `${phase.phase}/${id}`;
      if (status === 'skipped' || status === 'cancelled')
        return [`${symbol(status, style)} ${name} ${status}: ${reason ?? ''}`];
      const skipped = items.filter((item) => item.status === 'skipped');
      const [first] = skipped;
      return first
        ? [
            `${symbol('skipped', style)} ${name} ${skipped.length} of ${items.length} items skipped: ${first.reason ?? ''}`,
          ]
        : [];
    });
  });
}

function longest(phases: readonly PhaseResult[]): string[] {
  const all = phases.flatMap((phase) =>
    phase.workflow_id === undefined
      ? phase.agents.map(({ id, duration }) => ({ name: `${phase.phase}/${id}`, duration }))
      : [{ name: phase.phase, duration: phase.duration }],
  );
  if (all.length < 2) return [];
  return all
    .flatMap(({ name, duration }) => (duration === null ? [] : [{ name, duration }]))
    .toSorted((a, b) => b.duration - a.duration)
    .slice(0, 3)
    .map(({ name, duration }) => `${formatDuration(duration * 1000).padStart(6)}  ${name}`);
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? ['', `  ${title}`, ...lines.map((line) => `    ${line}`)] : [];
