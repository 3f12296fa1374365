import { oneLine } from './one-line.ts';
import { STATUS_COLORS } from './palette.ts';
import { sayNode } from './say-node.ts';
import type { ShownGraph, ShownNode } from './shown-graph.ts';

/** The graph for Graphviz. */
export function asDot({ nodes, edges }: ShownGraph): string {
  return [
    'digraph {',
    '  rankdir=LR;',
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#8a95a5", fontname="sans-serif"];',
    '  edge [color="#8a95a5", fontname="sans-serif", fontsize=11];',
    ...nodes.map((node) => `  ${quote(node.name)} [${attributesOf(node).join(', ')}];`),
    ...edges.map(({ from, to, when }) => `  ${quote(from)} -> ${quote(to)}${when ? ` [label="${when}"]` : ''};`),
    '}',
  ].join('\n');
}

function attributesOf(node: ShownNode): string[] {
  const colors = node.status && STATUS_COLORS[node.status];
  return [
    `label="${sayNode(node).map(escapeText).join('\\n')}"`,
    ...(node.description === null ? [] : [`tooltip=${quote(node.description)}`]),
    ...(node.approval === undefined ? [] : ['shape=octagon']),
    ...(colors ? [`fillcolor="${colors.fill}"`, `color="${colors.stroke}"`, `fontcolor="${colors.ink}"`] : []),
  ];
}

const quote = (text: string): string => `"${escapeText(text)}"`;
const escapeText = (text: string): string => oneLine(text).replaceAll(/[\\"]/g, '\\$&');
