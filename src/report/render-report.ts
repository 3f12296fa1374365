import { escapeXml } from '../graph/escape-xml.ts';
import { graphInWords } from '../graph/as-svg.ts';
import { runGraph } from '../graph/run-graph.ts';
import { drawGraph } from '../graph/svg/draw-graph.ts';
import type { RunResult } from '../workflows/run-result.ts';
import type { ReportDocument } from './report-document.ts';

/** One self-contained page about a run: the page that the build made, with what it is to show. */
export function renderReport(page: string, document: ReportDocument, result: RunResult): string {
  const parts: Readonly<Record<string, string>> = {
    title: escapeXml(`${document.run.workflow}: ${document.run.status} (${document.run.workflow_id})`),
    graph: graphOf(document, result),
    data: `<script type="application/json" id="report">${embeddable(document)}</script>`,
  };
  // In one go: what is put in is not looked through again.
  return page.replaceAll(/(?:<!--)?\[\[(title|graph|data)\]\](?:-->)?/g, (_, name: string) => parts[name]!);
}

function graphOf({ definition }: ReportDocument, result: RunResult): string {
  const graph = runGraph(definition, result);
  const { width, height, body } = drawGraph(graph, ({ name }) => ` data-phase="${escapeXml(name)}" role="button"`);
  return `<svg class="graph" role="group" aria-label="${escapeXml(graphInWords(graph).title)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`;
}

/** JSON as it may stand in an HTML page: no text of a run can end the element that it is in. */
export const embeddable = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
