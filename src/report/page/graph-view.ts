import { element } from './element.ts';
import type { View } from './view.ts';

const LARGEST = 2;
const STEP = 1.25;
/** Of the frame at most: the style sheet says the same. */
const HEIGHT = 560;

interface Places {
  readonly frame: HTMLElement;
  readonly tools: HTMLElement;
}

/** The graph: a click on a phase, or Enter, selects it, the arrows go from phase to phase, and it can be made larger. */
export function graphView(view: View, { frame, tools }: Places): void {
  const svg = frame.querySelector('svg');
  if (!svg) return;
  const nodes = [...svg.querySelectorAll<SVGGElement>('.node')];
  const select = (node: SVGGElement) => {
    const path = node.dataset['phase']!;
    view.change({ phase: view.filter.phase === path ? undefined : path });
  };
  for (const node of nodes) {
    node.addEventListener('click', () => {
      focus(node);
      select(node);
    });
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') select(node);
      else if (event.key.startsWith('Arrow')) focus(nearest(node, nodes, event.key) ?? node);
      else return;
      event.preventDefault();
    });
  }
  // One stop for the tab key: the arrows go on from there.
  const focus = (node: SVGGElement) => {
    for (const each of nodes) each.setAttribute('tabindex', each === node ? '0' : '-1');
    node.focus();
  };
  for (const [index, node] of nodes.entries()) node.setAttribute('tabindex', index === 0 ? '0' : '-1');
  view.watch(({ filter: { phase } }) => {
    for (const node of nodes) node.setAttribute('aria-pressed', String(isSelected(node.dataset['phase']!, phase)));
    svg.classList.toggle('has-selection', phase !== undefined);
  });
  zoomTools(svg, frame, tools);
}

/** A phase of a sub-workflow is within the phase that runs it. */
const isSelected = (path: string, phase: string | undefined): boolean =>
  phase !== undefined && (phase === path || phase.startsWith(`${path}/`));

function nearest(from: SVGGElement, nodes: readonly SVGGElement[], key: string): SVGGElement | undefined {
  const place = from.getBoundingClientRect();
  const sideways = key === 'ArrowLeft' || key === 'ArrowRight';
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
  let best: { readonly node: SVGGElement; readonly distance: number } | undefined;
  for (const node of nodes) {
    const other = node.getBoundingClientRect();
    const [dx, dy] = [other.left - place.left, other.top + other.height / 2 - place.top - place.height / 2];
    const [ahead, aside] = sideways ? [dx * sign, Math.abs(dy)] : [dy * sign, Math.abs(dx)];
    if (ahead <= 1) continue;
    const distance = ahead + 2 * aside;
    if (!best || distance < best.distance) best = { node, distance };
  }
  return best?.node;
}

function zoomTools(svg: SVGSVGElement, frame: HTMLElement, tools: HTMLElement): void {
  const { width, height } = svg.viewBox.baseVal;
  let scale = 1;
  const apply = (next: number) => {
    scale = Math.min(LARGEST, Math.max(smallest(), next));
    svg.setAttribute('width', String(Math.round(width * scale)));
    svg.setAttribute('height', String(Math.round(height * scale)));
  };
  const toWidth = () => (frame.clientWidth - 2) / width;
  const smallest = () => Math.min(toWidth(), HEIGHT / height, 0.5);
  const button = (name: string, text: string, change: () => number) =>
    element(
      'button',
      { type: 'button', class: 'button', 'aria-label': name, on: { click: () => apply(change()) } },
      text,
    );
  tools.append(
    button('Make the graph smaller', '−', () => scale / STEP),
    button('Make the graph larger', '+', () => scale * STEP),
    button('Fit the graph to the page', 'Fit', () => Math.min(1, toWidth(), HEIGHT / height)),
  );
  // Never so small that nobody can read it: then it scrolls.
  apply(Math.min(1, Math.max(0.7, toWidth())));
}
