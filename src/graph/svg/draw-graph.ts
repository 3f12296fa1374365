import { escapeXml } from '../escape-xml.ts';
import { layout } from '../layout/layout.ts';
import { textWidth } from '../text-width.ts';
import type { ShownGraph, ShownNode } from '../shown-graph.ts';
import { drawNode } from './draw-node.ts';
import { edgePath, labelPoint, round } from './edge-path.ts';
import { nodeBox, TEXT_SIZE } from './node-box.ts';

const MARGIN = 20;
const ARROW = 7;
const LABEL_ROOM = 14;

/** A graph's elements, and the size of the picture. */
export interface DrawnGraph {
  readonly width: number;
  readonly height: number;
  readonly body: string;
}

/** Draws a graph. `attributesOf` gives what else a phase's group is to have. */
export function drawGraph(graph: ShownGraph, attributesOf: (node: ShownNode) => string = () => ''): DrawnGraph {
  const { nodes, edges, levels } = graph;
  const levelOf = new Map(levels.flatMap((names, level) => names.map((name) => [name, level])));
  const index = new Map(nodes.map(({ name }, position) => [name, position]));
  const boxes = nodes.map(nodeBox);
  const placed = layout(
    nodes.map(({ name }, position) => ({ ...boxes[position]!, level: levelOf.get(name)! })),
    edges.map(({ from, to, when }) => ({
      from: index.get(from)!,
      to: index.get(to)!,
      room: when ? textWidth(when, TEXT_SIZE) + LABEL_ROOM : 0,
    })),
  );
  const lines = edges.map(({ from, to }, position) => {
    const d = edgePath(placed.routes[position]!, ARROW - 1);
    return `<path class="edge" data-from="${index.get(from)}" data-to="${index.get(to)}" marker-end="url(#arrow)" d="${d}"/>`;
  });
  const labels = edges.map(({ when }, position) => {
    if (!when) return '';
    const { x, y } = labelPoint(placed.routes[position]!);
    const width = textWidth(when, TEXT_SIZE) + 10;
    return (
      `<rect class="pill" x="${round(x - width / 2)}" y="${round(y - 8.5)}" width="${round(width)}" height="17" rx="8.5"/>` +
      `<text class="when" x="${round(x)}" y="${round(y + 3.7)}">${escapeXml(when)}</text>`
    );
  });
  const groups = nodes.map((node, position) =>
    drawNode(node, boxes[position]!, placed.boxes[position]!, attributesOf(node)),
  );
  const body = [
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="1" refY="4" markerWidth="${ARROW}" markerHeight="${ARROW}" orient="auto" markerUnits="userSpaceOnUse"><path class="arrow" d="M0 .6 8 4 0 7.4Z"/></marker></defs>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...lines,
    ...groups,
    ...labels.filter(Boolean),
    '</g>',
  ].join('\n');
  return { width: Math.ceil(placed.width + 2 * MARGIN), height: Math.ceil(placed.height + 2 * MARGIN), body };
}
