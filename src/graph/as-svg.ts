import { escapeXml } from './escape-xml.ts';
import { sayNode } from './say-node.ts';
import type { ShownGraph } from './shown-graph.ts';
import { drawGraph } from './svg/draw-graph.ts';
import { STANDALONE_STYLE } from './svg/graph-style.ts';

/** Of more phases than this the description says only how many there are. */
const TOLD = 60;

/** A picture that stands alone: no font, script or address from elsewhere; dark where the viewer is. */
export function asSvg(graph: ShownGraph): string {
  const { width, height, body } = drawGraph(graph);
  const { title, description } = graphInWords(graph);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph" role="img" aria-labelledby="title" aria-describedby="description" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="description">${escapeXml(description)}</desc>`,
    `<style>${STANDALONE_STYLE}</style>`,
    `<rect class="canvas" width="${width}" height="${height}"/>`,
    body,
    '</svg>',
  ].join('\n');
}

/** The graph for those who do not see it. */
export function graphInWords({ nodes, edges, workflow }: ShownGraph): { title: string; description: string } {
  const after = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  for (const { from, to, when } of edges) after.get(to)!.push(when ? `${from} (${when})` : from);
  const phases = nodes.slice(0, TOLD).map((node) => {
    const awaited = after.get(node.name)!;
    return `${sayNode(node).join(', ')}${awaited.length > 0 ? `, after ${awaited.join(', ')}` : ''}.`;
  });
  const more = nodes.length > TOLD ? [`And ${nodes.length - TOLD} more phases.`] : [];
  return {
    title: `Dependency graph${workflow === undefined ? '' : ` of ${workflow}`}: ${nodes.length} ${nodes.length === 1 ? 'phase' : 'phases'}`,
    description: [...phases, ...more].join(' '),
  };
}
