import { formatDuration } from '../definition/duration.ts';
import type { Json } from '../definition/json.ts';
import type { AgentResult, PhaseResult, RunResult } from '../workflows/run-result.ts';
import { fit } from './fit.ts';
import { symbol, tint, type Style } from './style.ts';

export interface EndBlockOptions {
  readonly style: Style;
  readonly columns: number;
  /** The run's page in the Web UI. */
  readonly url?: string;
  /** Where the definition says what an agent is: `config/workflow.yaml:31`. */
  readonly placeOf: (phase: string, agent: string) => string | undefined;
  /** What to do next, as commands or sentences. */
  readonly next: readonly string[];
}

/** What a person wants to know when a run has ended: failures first. */
export function endBlock(result: RunResult, options: EndBlockOptions): string {
  const { style, columns } = options;
  const { colors } = style;
  const agents = result.results.flatMap((phase) => phase.agents.map((agent) => ({ phase, agent })));
  const title = `${symbol(result.status, style)} ${colors.bold(result.workflow)} ${tint(result.status, style)(WORDS[result.status])} in ${formatDuration(result.total_duration * 1000)}`;
  const lines = [
    title,
    ...agents.filter(({ agent }) => agent.error).flatMap(({ phase, agent }) => failure(phase, agent, options)),
    ...(result.error && result.error.phase === null ? ['', `  ${result.error.type}: ${result.error.message}`] : []),
    ...section('Not run', notRun(result, style)),
    ...section('Outputs', outputs(result)),
    ...section('Longest', agents.length > 1 ? longest(agents) : []),
    '',
    `  ${result.phases_executed} of ${result.results.length} phases, ${agents.filter(({ agent }) => agent.status === 'success').length} of ${agents.length} agents succeeded`,
    ...(options.url ? [`  ${colors.dim('Web UI')}  ${options.url}`] : []),
    ...options.next.map((text, index) => `  ${colors.dim(index === 0 ? 'Next  ' : '      ')}  ${text}`),
  ];
  // Addresses and commands are there to be copied: they are never cut.
  return lines
    .map((line) => (line.includes('://') || line.includes('orchestrator ') ? line : fit(line, columns)))
    .join('\n');
}

const WORDS: Record<RunResult['status'], string> = {
  running: 'is running',
  success: 'succeeded',
  failed: 'failed',
  cancelled: 'was cancelled',
  timed_out: 'timed out',
};

function failure(phase: PhaseResult, agent: AgentResult, { style, placeOf }: EndBlockOptions): string[] {
  const place = placeOf(phase.phase, agent.id);
  const attempts = agent.attempts === 1 ? '1 attempt' : `${agent.attempts} attempts`;
  return [
    '',
    `  ${symbol(agent.status, style)} ${style.colors.bold(`${phase.phase}/${agent.id}`)} ${agent.status === 'timed_out' ? 'timed out' : 'failed'} after ${attempts}`,
    ...`${agent.error!.type}: ${agent.error!.message}`
      .split('\n')
      .slice(0, 12)
      .map((line) => `      ${style.colors.red(line)}`),
    ...(place ? [`      ${style.colors.dim(`${agent.class} at ${place}`)}`] : []),
  ];
}

/** Phases that did not run, and agents that did not in phases that did; with the reason. */
function notRun({ results }: RunResult, style: Style): string[] {
  return results.flatMap((phase) => {
    if (phase.started_at === null && phase.status !== 'pending')
      return [`${symbol(phase.status, style)} ${phase.phase} ${phase.status}: ${phase.reason ?? ''}`];
    return phase.agents
      .filter(({ status }) => status === 'skipped' || status === 'cancelled')
      .map(
        (agent) => `${symbol(agent.status, style)} ${phase.phase}/${agent.id} ${agent.status}: ${agent.reason ?? ''}`,
      );
  });
}

/** Of the last phase that ran to its end: what the whole was for. */
function outputs({ results, status }: RunResult): string[] {
  const last = results.findLast((phase) => phase.status === 'success');
  if (status !== 'success' || !last) return [];
  return last.agents.filter((agent) => agent.output !== null).map((agent) => `${agent.id}  ${text(agent.output)}`);
}

function longest(agents: { phase: PhaseResult; agent: AgentResult }[]): string[] {
  return agents
    .filter(({ agent }) => agent.duration !== null)
    .toSorted((a, b) => b.agent.duration! - a.agent.duration!)
    .slice(0, 3)
    .map(({ phase, agent }) => `${formatDuration(agent.duration! * 1000).padStart(6)}  ${phase.phase}/${agent.id}`);
}

const section = (title: string, lines: string[]): string[] =>
  lines.length > 0 ? ['', `  ${title}`, ...lines.map((line) => `    ${line}`)] : [];

/** `file: output/report.html, charts: 6` */
const text = (output: Json): string =>
  typeof output === 'object' && output !== null && !Array.isArray(output)
    ? Object.entries(output)
        .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
        .join(', ')
    : JSON.stringify(output);
