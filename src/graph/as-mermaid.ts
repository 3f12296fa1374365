import { oneLine } from './one-line.ts';
import { STATUS_COLORS } from './palette.ts';
import { sayNode } from './say-node.ts';
import type { ShownGraph } from './shown-graph.ts';

/** A flowchart for pages that draw Mermaid. Names and texts stand in labels alone: whatever they say, they are no syntax. */
export function asMermaid({ nodes, edges }: ShownGraph): string {
  const id = new Map(nodes.map(({ name }, index) => [name, `p${index}`]));
  const statuses = new Set(nodes.flatMap(({ status }) => status ?? []));
  return [
    'flowchart LR',
    ...nodes.map((node) => {
      const label = sayNode(node).map(escapeText).join('<br/>');
      const [open, close] = node.approval === undefined ? ['["', '"]'] : ['{{"', '"}}'];
      return `  ${id.get(node.name)}${open}${label}${close}${node.status ? `:::${node.status}` : ''}`;
    }),
    ...edges.map(({ from, to, when }) => `  ${id.get(from)} -->${when ? `|${when}|` : ''} ${id.get(to)}`),
    ...[...statuses].map((status) => {
      const { fill, stroke, ink } = STATUS_COLORS[status];
      return `  classDef ${status} fill:${fill},stroke:${stroke},color:${ink}`;
    }),
  ].join('\n');
}

/** Mermaid knows characters by their numbers. */
const escapeText = (text: string): string =>
  oneLine(text).replaceAll(/[^\p{L}\p{N} _.,:/·-]/gu, (mark) => `#${mark.codePointAt(0)};`);
