import type { AgentContext } from 'orchestrator/agent';
import * as vega from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { writeText } from './data-files.ts';

/** Colours that can be told from a white and from a dark page. Everything else takes the colour of the page's text. */
export const colour = { main: '#3b82f6', accent: '#d97706', muted: '#8b949e' };

declare module 'vega' {
  export const textMetrics: { width(item: { fontSize?: number }, text?: string | number | null): number };
}

// Without a browser, Vega takes text to be a third wider than it is, and leaves gaps beside the labels.
vega.textMetrics.width = ({ fontSize = 12 }, text) => 0.6 * fontSize * String(text ?? '').length;

/** Draws a Vega-Lite chart into the agent's file, without a browser. `label` is what a screen reader says in its place. */
export async function drawChart(context: AgentContext<{ file: string }>, label: string, spec: TopLevelSpec) {
  const { file } = context.config;
  context.signal.throwIfAborted();
  context.progress(0, label);
  const view = new vega.View(vega.parse(compile(spec, { config: theme }).spec), { renderer: 'none' });
  try {
    const svg = accessible(shorter(await view.toSVG()), label);
    await writeText(file, svg);
    context.progress(1);
    context.log.info('chart drawn', { file });
    return { file, bytes: Buffer.byteLength(svg) };
  } finally {
    view.finalize();
  }
}

const theme: Config = {
  aria: false, // the whole chart is one image with one label
  background: 'transparent',
  autosize: { type: 'fit', contains: 'padding' },
  padding: 4,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  bar: { color: colour.main },
  text: { color: 'currentColor', fontSize: 12 },
  title: { color: 'currentColor', fontSize: 13 },
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.15,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 6,
  },
  legend: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titleLimit: 0,
    columns: 3,
    orient: 'top',
    offset: 4,
  },
};

/** The size is left to the page, the proportions stay. */
function accessible(svg: string, label: string): string {
  const text = label.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return svg.replace(/^<svg [^>]*?viewBox="([^"]*)"[^>]*>/, (_, viewBox: string) => {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" role="img" aria-label="${text}">`;
  });
}

/** Paths to a hundredth of a pixel: nobody sees the rest, and maps shrink by a third. */
function shorter(svg: string): string {
  return svg.replaceAll(/ d="[^"]*"/g, (path) =>
    path.replaceAll(/\d+\.\d{3,}/g, (number) => String(+(+number).toFixed(2))),
  );
}
