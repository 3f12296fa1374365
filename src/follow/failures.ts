import type { AgentResult, ItemResult, PhaseResult } from '../workflows/run-result.ts';
import type { EndBlockOptions } from './end-block.ts';
import { itemName } from './item-name.ts';
import { ourName } from '../our-name.ts';
import { symbol, type Style } from './style.ts';

/** Of the items that failed, this many are shown with their errors. */
const ITEMS_SHOWN = 3;
const LINES_OF_AN_ERROR = 12;

type Options = Pick<EndBlockOptions, 'style' | 'placeOf' | 'lastLines'>;

/** Everything that failed and was not tolerated: what, after how many attempts, why, and where the definition says it. */
export function failures(phases: readonly PhaseResult[], options: Options): string[] {
  return phases.flatMap((phase) => {
    const failed = phase.agents.filter((agent) => agent.error && !isTolerated(phase, agent));
    if (failed.length === 0) return phase.status === 'failed' && !phase.tolerated ? ofPhase(phase, options) : [];
    return failed.flatMap((agent) => ofAgent(phase, agent, options));
  });
}

/** What failed while the run went on as if it had not. */
export function tolerated(phases: readonly PhaseResult[], style: Style): string[] {
  return phases.flatMap((phase) => {
    const agents = phase.agents.filter((agent) => agent.error && isTolerated(phase, agent));
    if (agents.length === 0 && phase.tolerated)
      return [`${symbol(phase.status, style)} ${phase.phase}: ${firstLine(phase.reason ?? '')}`];
    return agents.map(
      (agent) =>
        `${symbol(agent.status, style)} ${phase.phase}/${agent.id} ${how(agent)}: ${agent.error!.type}: ${firstLine(agent.error!.message)}`,
    );
  });
}

const isTolerated = (phase: PhaseResult, agent: AgentResult): boolean =>
  agent.tolerated === true || phase.tolerated === true;

function ofAgent(phase: PhaseResult, agent: AgentResult, options: Options): string[] {
  const { style, placeOf } = options;
  const place = placeOf(phase.phase, agent.id);
  return [
    '',
    `  ${symbol(agent.status, style)} ${style.colors.bold(`${phase.phase}/${agent.id}`)} ${how(agent)}`,
    ...(agent.items?.some((item) => item.error)
      ? ofItems(`${phase.phase}/${agent.id}`, agent.items, options)
      : [...errorLines(agent, style), ...logged(`${phase.phase}/${agent.id}`, options)]),
    ...(place ? [`      ${style.colors.dim(`${agent.class} at ${place}`)}`] : []),
  ];
}

function ofItems(agent: string, items: readonly ItemResult[], options: Options): string[] {
  const { style } = options;
  const failed = items.filter((item) => item.error);
  const more = failed.length - ITEMS_SHOWN;
  return [
    ...failed
      .slice(0, ITEMS_SHOWN)
      .flatMap((item) => [
        `      ${itemName(item)} ${how(item)}`,
        ...errorLines(item, style),
        ...logged(`${agent}#${item.index}`, options),
      ]),
    ...(more > 0 ? [`      and ${more} more ${more === 1 ? 'item' : 'items'}`] : []),
  ];
}

/** A failure of the phase itself: an expression, a decision, its sub-workflow. */
function ofPhase({ phase, status, reason, workflow_id: child }: PhaseResult, { style, placeOf }: Options): string[] {
  const place = placeOf(phase);
  return [
    '',
    `  ${symbol(status, style)} ${style.colors.bold(phase)} failed`,
    ...linesOf(reason ?? '', style),
    ...(place ? [`      ${style.colors.dim(`at ${place}`)}`] : []),
    ...(child === undefined ? [] : [`      ${style.colors.dim(`${ourName()} result ${child}`)}`]),
  ];
}

function how({ status, attempts, items }: Pick<AgentResult, 'status' | 'attempts' | 'items'>): string {
  const verb = status === 'timed_out' ? 'timed out' : 'failed';
  const failed = items?.filter((item) => item.error).length ?? 0;
  if (failed > 0) return `${verb}: ${failed} of ${items!.length} items`;
  // An expression that could not be evaluated has failed before there was an attempt.
  if (attempts === 0) return verb;
  return `${verb} after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
}

const errorLines = ({ error }: Pick<AgentResult, 'error'>, style: Style): string[] =>
  linesOf(`${error!.type}: ${error!.message}`, style);

const logged = (name: string, { style, lastLines }: Options): string[] =>
  (lastLines?.get(name) ?? []).map((line) => `      ${style.colors.dim(`| ${line}`)}`);

const linesOf = (text: string, { colors }: Style): string[] =>
  text
    .split('\n')
    .slice(0, LINES_OF_AN_ERROR)
    .map((line) => `      ${colors.red(line)}`);

const firstLine = (text: string): string => text.split('\n')[0]!;
