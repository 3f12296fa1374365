import { STATUS_MARKS } from '../../graph/status-mark.ts';
import { STATUS_WORDS, type AnyStatus } from '../../graph/status-words.ts';

type Child = Node | string | number | null | undefined | false;

type Listeners = Readonly<Record<string, (event: Event) => void>>;

interface Attributes {
  readonly on?: Listeners;
  readonly [name: string]: string | number | boolean | null | undefined | Listeners;
}

/** An element with its attributes and children. Texts are texts: nothing of a run is ever read as HTML. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { on, ...attributes }: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false || typeof value === 'object') continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const [type, listener] of Object.entries(on ?? {})) made.addEventListener(type, listener);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false).map(toNode));
  return made;
}

const toNode = (child: Node | string | number): Node | string => (typeof child === 'number' ? String(child) : child);

const SVG = 'http://www.w3.org/2000/svg';

/** The shape that stands for a status. What it says is said beside it in words. */
export function mark(status: AnyStatus): SVGElement {
  const { shape, glyph } = STATUS_MARKS[status];
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `mark s-${status}`);
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, d] of [
    ['shape', shape],
    ['glyph', glyph],
  ] as const) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', name);
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** A status as its shape and its word. */
export const statusLabel = (status: AnyStatus): HTMLElement =>
  element('span', { class: `status s-${status}` }, mark(status), STATUS_WORDS[status]);
