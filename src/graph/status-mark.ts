import type { AnyStatus } from './status-words.ts';

interface Mark {
  /** Filled with the colour of the status. */
  readonly shape: string;
  /** Drawn upon it. */
  readonly glyph: string;
}

const CIRCLE = 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z';
const OCTAGON = 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z';
const DIAMOND = 'M8 .4 15.6 8 8 15.6.4 8Z';
const SQUARE = 'M3.5 1.5h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2v-9a2 2 0 0 1 2-2Z';
const RING = `${CIRCLE}M8 3.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6Z`;

/** A status as a shape of its own, in a square of 16 by 16: nothing is told by colour alone. */
export const STATUS_MARKS: Readonly<Record<AnyStatus, Mark>> = {
  pending: { shape: RING, glyph: '' },
  waiting: { shape: DIAMOND, glyph: 'M6.5 5.6v4.8M9.5 5.6v4.8' },
  running: { shape: CIRCLE, glyph: 'M6.5 5v6l4.4-3Z' },
  success: { shape: CIRCLE, glyph: 'M4.7 8.3 7 10.6l4.4-4.9' },
  failed: { shape: OCTAGON, glyph: 'M5.5 5.5l5 5M10.5 5.5l-5 5' },
  timed_out: { shape: OCTAGON, glyph: 'M8 4.2V8l2.6 1.7' },
  skipped: { shape: CIRCLE, glyph: 'M4.6 5.3 7.3 8l-2.7 2.7M8.6 5.3 11.3 8l-2.7 2.7' },
  blocked: { shape: CIRCLE, glyph: 'M4.6 8h6.8' },
  cancelled: { shape: SQUARE, glyph: 'M5.2 8h5.6' },
};

export const MARK_STYLE = `
.mark .shape { fill: var(--status); fill-rule: evenodd; }
.mark .glyph { fill: none; stroke: var(--mark); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }`;

export function statusMark(status: AnyStatus, x: number, y: number): string {
  const { shape, glyph } = STATUS_MARKS[status];
  return `<g class="mark s-${status}" transform="translate(${x} ${y})"><path class="shape" d="${shape}"/><path class="glyph" d="${glyph}"/></g>`;
}
