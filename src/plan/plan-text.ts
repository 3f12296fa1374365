import { formatDuration } from '../definition/duration.ts';
import { MAX_DURATION } from '../definition/schema/scalars.ts';
import { count } from '../problems/count-problems.ts';
import type { Plan, PlannedPhase, SubPlan } from './plan.ts';
import type { PlannedAgent } from './planned-agent.ts';

export interface PlanColors {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** A plan for people: phases in the order in which they can start, with what each agent ends up with, and what it all costs. */
export function planText(name: string, plan: SubPlan | Plan, colors: PlanColors): string {
  const handlers = (['on_failure', 'finally'] as const).flatMap((key) => {
    const agents = plan[key];
    if (!agents) return [];
    const when = key === 'finally' ? 'at the end, however the run ends' : 'after a failure';
    return [[`${colors.bold(key)}  ${when}, one after another`, ...agentLines(agents, colors)]];
  });
  const phases = plan.phases.map((phase) => phaseLines(phase, colors));
  return [...[...phases, ...handlers].map((lines) => lines.join('\n')), `${name}: ${costs(plan)}`].join('\n\n') + '\n';
}

function phaseLines(phase: PlannedPhase, colors: PlanColors): string[] {
  const { name, if: condition, approval, workflow, agents } = phase;
  if (phase.reused) return [`${colors.bold(name)}  reused`, ...agentLines(agents, colors)];
  if (phase.skipped) return [`${colors.bold(name)}  does not run`, ...agentLines(agents, colors)];
  const lines = [`${colors.bold(name)}  ${[startOf(phase), ...modesOf(phase)].join(', ')}`];
  if (condition !== null) lines.push(`  if ${condition}`);
  if (approval) {
    const { prompt, timeout, on_timeout: otherwise } = approval;
    const limit = timeout === null ? '' : ` (${seconds(timeout)}, then ${otherwise})`;
    lines.push(`  waits for a person: ${prompt}${limit}`);
  }
  if (!workflow) return [...lines, ...agentLines(agents, colors)];
  const inner = planText(workflow.name, workflow, colors).trimEnd();
  return [...lines, ...inner.split('\n').map((line) => (line === '' ? '' : `  ${line}`))];
}

function startOf({ depends_on: edges }: PlannedPhase): string {
  if (edges.length === 0) return 'starts at once';
  return `after ${edges.map(({ phase, when }) => (when === null ? phase : `${phase} (${when})`)).join(', ')}`;
}

function modesOf(phase: PlannedPhase): string[] {
  const { parallel, max_workers: limit, agents, workflow } = phase;
  const hasItems = agents.some((agent) => agent.for_each !== null);
  const mode = parallel ? 'side by side' : agents.length > 1 ? 'one after another' : undefined;
  return [
    ...(workflow ? [`runs the sub-workflow ${workflow.name}`] : mode === undefined ? [] : [mode]),
    ...(limit !== null && (parallel || hasItems || workflow) ? [`at most ${limit} at a time`] : []),
    ...(phase.fail_fast ? ['the first failure cancels the others'] : []),
    ...(phase.continue_on_error ? ['a failure is tolerated'] : []),
  ];
}

function agentLines(agents: readonly PlannedAgent[], { dim }: PlanColors): string[] {
  const width = (key: 'id' | 'class') => agents.reduce((widest, agent) => Math.max(widest, agent[key].length), 0);
  const [idWidth, classWidth] = [width('id'), width('class')];
  return agents.map(
    (agent) =>
      `  ${agent.id.padEnd(idWidth)}  ${agent.class.padEnd(classWidth)}  ${dim(settingsOf(agent).join(' · '))}`,
  );
}

function settingsOf(agent: PlannedAgent): string[] {
  const { cache, secrets } = agent;
  if (agent.reused) return [agent.reused_items === undefined ? 'reused' : `reused, ${itemsReused(agent)}`];
  if (agent.skipped) return ['does not run'];
  return [
    ...(agent.for_each === null ? [] : [itemsOf(agent)]),
    ...(agent.reused_items === undefined ? [] : [`reused for ${itemsReused(agent)}`]),
    ...(agent.if === null ? [] : [`if ${agent.if}`]),
    agent.timeout < MAX_DURATION / 1000 ? `timeout ${seconds(agent.timeout)}` : 'no timeout',
    retriesOf(agent),
    agent.isolation,
    ...(agent.runtime === 'node' ? [] : [agent.runtime]),
    ...(agent.task_queue === null ? [] : [`task queue ${agent.task_queue}`]),
    ...(cache ? [`cached by ${cache.key}${cache.ttl === null ? '' : ` for ${seconds(cache.ttl)}`}`] : []),
    ...(agent.config_key === null ? [] : [`config ${agent.config_key}`]),
    ...(secrets.length > 0 ? [`secrets ${secrets.join(', ')}`] : []),
    ...(agent.continue_on_error ? ['a failure is tolerated'] : []),
  ];
}

const itemsReused = ({ items, reused_items: reused = 0 }: PlannedAgent): string =>
  items === null ? `at most ${count(reused, 'item')}` : count(reused, 'item');

function retriesOf({ retry }: PlannedAgent): string {
  const { max_retries: most, retry_delay: delay, backoff, max_delay: longest } = retry;
  if (most === 0) return 'no retries';
  const pauses = backoff === 1 || most === 1 ? '' : `, each pause ${backoff} times the one before`;
  const limit = longest === null || pauses === '' ? '' : `, ${seconds(longest)} at most`;
  return `${most === 1 ? '1 retry' : `${most} retries`} after ${seconds(delay)}${pauses}${limit}`;
}

function itemsOf({ for_each: list, items, max_workers: limit }: PlannedAgent): string {
  const what =
    items === null ? `for each item of ${list}, known during the run` : `for each of ${count(items, 'item')}`;
  return limit === null ? what : `${what}, ${limit} at a time`;
}

function costs(plan: SubPlan | Plan): string {
  const children = plan.children === 0 ? [] : [count(plan.children, 'child workflow')];
  return [
    `${isOpen(plan) ? 'at least ' : ''}${count(plan.agents, 'agent')}, at most ${plan.peak_pending} at work at the same time`,
    ...children,
    `about ${number(plan.events)} events and ${bytes(plan.history_bytes)} of history`,
    ...(plan.from_run === undefined
      ? []
      : [`what is reused is not counted: its output is that of run ${plan.from_run}`]),
  ].join(', ');
}

/** Whether there are items that are known only during the run. */
function isOpen({ phases, finally: atTheEnd = [] }: SubPlan | Plan): boolean {
  const agents = [...phases.flatMap((phase) => phase.agents), ...atTheEnd];
  return (
    agents.some(({ items, reused, skipped }) => items === null && !reused && !skipped) ||
    phases.some(({ workflow, reused, skipped }) => workflow && !reused && !skipped && isOpen(workflow))
  );
}

const seconds = (value: number): string => formatDuration(value * 1000);
const number = (value: number): string => value.toLocaleString('en-US');
const bytes = (value: number): string =>
  value < 1024 * 1024 ? `${Math.ceil(value / 1024)} KiB` : `${(value / 1024 / 1024).toFixed(1)} MiB`;
