import { formatDuration } from '../definition/duration.ts';
import type { ShownNode } from './shown-graph.ts';
import { STATUS_WORDS } from './status-words.ts';

/** Everything about a phase that a picture has room for, line by line, in plain text. */
export function sayNode(node: ShownNode): string[] {
  const { name, if: condition, approval, agents, for_each: items = {} } = node;
  const state = sayState(node);
  return [
    name,
    sayWork(node),
    ...(condition === undefined ? [] : [`if ${condition}`]),
    ...(approval === undefined ? [] : [`approval: ${approval}`]),
    ...(agents.length > 1 ? Object.entries(items).map(([agent, count]) => `${agent} ${sayItems(count)}`) : []),
    ...(state === undefined ? [] : [state]),
  ];
}

/** What a phase does, in words: `4 agents in parallel`. */
export function sayWork({ agents, parallel, workflow, for_each: items = {} }: ShownNode): string {
  if (workflow !== undefined) return `workflow ${workflow}`;
  const [only] = agents;
  if (agents.length === 1 && only! in items) return `1 agent, ${sayItems(items[only!]!)}`;
  if (agents.length === 1) return '1 agent';
  return `${agents.length} agents ${parallel ? 'in parallel' : 'in turn'}`;
}

/** `for each of 12 items`. */
export const sayItems = (count: number | null): string =>
  count === null ? 'for each item' : `for each of ${count} ${count === 1 ? 'item' : 'items'}`;

/** What has become of it: `failed, tolerated · 2m5s`; undefined without a run. */
export function sayState({ status, duration, tolerated }: ShownNode): string | undefined {
  if (status === undefined) return undefined;
  const time = typeof duration === 'number' ? ` · ${formatDuration(duration * 1000)}` : '';
  return `${STATUS_WORDS[status]}${tolerated ? ', tolerated' : ''}${time}`;
}
