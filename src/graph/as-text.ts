import { formatDuration } from '../definition/duration.ts';
import { symbol, tint, type Style } from '../follow/style.ts';
import { oneLine } from './one-line.ts';
import { sayItems } from './say-node.ts';
import type { ShownGraph, ShownNode } from './shown-graph.ts';
import { STATUS_WORDS } from './status-words.ts';

/** The phases in the order of their levels, each with what it waits for and what it does. */
export function asText({ nodes, edges, levels }: ShownGraph, style: Style): string {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const after = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  for (const { from, to, when } of edges) after.get(to)!.push(when ? `${from} (${when})` : from);
  const { dim } = style.colors;
  return levels
    .flat()
    .flatMap((name) => {
      const node = byName.get(name)!;
      const awaited = after.get(name)!;
      const title = [
        ...(node.status ? [symbol(node.status, style)] : []),
        style.colors.bold(name),
        ...(awaited.length > 0 ? [dim(` after ${awaited.join(', ')}`)] : []),
        ...(node.status ? [` ${stateOf(node, style)}`] : []),
      ];
      return [title.join(' '), ...details(node, style).map((line) => `  ${line}`)];
    })
    .join('\n');
}

function stateOf({ status, duration, tolerated, tasks }: ShownNode, style: Style): string {
  const parts = [
    tint(status!, style)(STATUS_WORDS[status!]),
    ...(tolerated ? [style.colors.yellow('tolerated')] : []),
    ...(typeof duration === 'number' ? [formatDuration(duration * 1000)] : []),
    ...(status === 'running' && tasks && tasks.all > 0 ? [`${tasks.done}/${tasks.all}`] : []),
  ];
  return parts.join('  ');
}

function details(node: ShownNode, { colors }: Style): string[] {
  const { agents, parallel, for_each: items = {} } = node;
  return [
    ...(node.reason ? [colors.dim(oneLine(node.reason))] : []),
    ...(node.if === undefined ? [] : [`if ${oneLine(node.if)}`]),
    ...(node.approval === undefined ? [] : [`approval: ${oneLine(node.approval)}`]),
    ...(node.workflow === undefined ? [] : [`workflow ${node.workflow}`]),
    ...agents.map((agent, index) => {
      const count = items[agent];
      return `${parallel ? '|' : `${index + 1}.`} ${agent}${count === undefined ? '' : colors.dim(`  ${sayItems(count)}`)}`;
    }),
  ];
}
