import stringWidth from 'string-width';

// eslint-disable-next-line no-control-regex -- the colours that this product writes itself
const PIECES = /\u001B\[[0-9;]*m|[^\u001B]/gu;

/** Cuts a line, which may have colours, to a width in columns. A line that wraps would spoil a picture that is drawn in place. */
export function fit(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let width = 0;
  let text = '';
  for (const [piece] of line.matchAll(PIECES)) {
    const isColor = piece.length > 1 && piece.startsWith('\u001B');
    const next = isColor ? 0 : stringWidth(piece);
    if (width + next > columns - 1) {
      if (!isColor) width = columns;
      if (isColor) text += piece;
      continue;
    }
    width += next;
    text += piece;
  }
  return `${text}…`;
}
