import { escapeXml } from '../escape-xml.ts';
import type { PlacedBox } from '../layout/layout.ts';
import { sayNode } from '../say-node.ts';
import type { ShownNode } from '../shown-graph.ts';
import { statusMark } from '../status-mark.ts';
import { round } from './edge-path.ts';
import { LINE, PADDING, type NodeBox } from './node-box.ts';

/** A phase: its box, its name and its lines, and on hovering everything about it in full. */
export function drawNode(node: ShownNode, box: NodeBox, at: PlacedBox, attributes: string): string {
  const { width, height } = at;
  const [name, ...rest] = sayNode(node);
  const title = [name, node.description, ...rest, node.reason].filter(Boolean).join('\n');
  const texts = box.lines.map(({ kind, label, text }, index) => {
    const begin = label === undefined ? '' : `<tspan>${escapeXml(label)}</tspan> `;
    return `<text class="${kind}" x="${box.indent}" y="${40 + index * LINE}">${begin}${escapeXml(text)}</text>`;
  });
  return [
    `<g class="node${node.status ? ` s-${node.status}` : ''}" transform="translate(${round(at.x)} ${round(at.y)})"${attributes}>`,
    `<title>${escapeLines(title)}</title>`,
    ...(node.workflow === undefined
      ? []
      : [`<rect class="stack" x="4" y="4" width="${width}" height="${height}" rx="8"/>`]),
    `<rect class="box" width="${width}" height="${height}" rx="8"/>`,
    ...(node.status ? [statusMark(node.status, PADDING - 2, 11)] : []),
    `<text class="name" x="${box.indent}" y="24">${escapeXml(box.name)}</text>`,
    ...texts,
    '</g>',
  ].join('');
}

const escapeLines = (text: string): string => text.split('\n').map(escapeXml).join('\n');
