import stringWidth from 'string-width';

const TAB = '    ';
/** Not part of what a terminal is to show: they could move its cursor, or change what is before it. */
const CONTROL = /[\p{Cc}\p{Bidi_Control}]/gu;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export interface LineWindow {
  readonly text: string;
  /** Columns of a terminal before the place that was asked for. */
  readonly indent: number;
}

/**
 * What there is to see of a line around one of its columns, in at most `width` columns of a terminal, where a tab takes four and
 * a wide character two. What is left out is an ellipsis. `column` is 1-based, in UTF-16 code units.
 */
export function lineWindow(line: string, column: number, width: number): LineWindow {
  const at = Math.min(column - 1, line.length);
  // A line may be as long as the file. What is further off than this is out of sight in any case.
  const before = cells(line.slice(Math.max(0, at - width), at));
  const after = cells(line.slice(at, at + width));
  const isCut = { left: at > width, right: at + width < line.length };
  const room = width - total(after) - (isCut.right ? 1 : 0);
  const left = fit(before.toReversed(), Math.max(room, Math.floor((width * 2) / 3)), isCut.left);
  const right = fit(after, width - left.width, isCut.right);
  return { text: left.shown.toReversed().join('') + right.shown.join(''), indent: left.width };
}

interface Cell {
  readonly shown: string;
  readonly width: number;
}

function cells(text: string): Cell[] {
  return [...graphemes.segment(text)].map(({ segment }) => {
    const shown = segment.replaceAll('\t', TAB).replace(CONTROL, '·');
    return { shown, width: stringWidth(shown) };
  });
}

const total = (list: readonly Cell[]): number => list.reduce((sum, { width }) => sum + width, 0);

/** As many of the cells, from the first on, as there is room for; with an ellipsis where some are left out. */
function fit(list: readonly Cell[], room: number, isCut: boolean): { shown: string[]; width: number } {
  if (!isCut && total(list) <= room) return { shown: list.map(({ shown }) => shown), width: total(list) };
  const shown: string[] = [];
  let width = 1;
  for (const cell of list) {
    if (width + cell.width > room) break;
    width += cell.width;
    shown.push(cell.shown);
  }
  return { shown: [...shown, '…'], width };
}
