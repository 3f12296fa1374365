import type { Scalar } from 'yaml';

/**
 * Where in the file a character of a scalar's value is written: through escapes, folded lines and the indentation of
 * blocks. YAML changes blanks and line breaks only, and keeps the rest in order, so the two are walked side by side, from
 * one character that is no blank to the next.
 */
export function offsetInScalar(text: string, scalar: Scalar, value: string, offset: number): number {
  const [start, end] = contentOf(text, scalar);
  const solid = solidCharacters(text, scalar.type, start, end);
  let last = start;
  for (let at = 0; ;) {
    let blanks = 0;
    while (isBlank(value[at + blanks])) blanks++;
    if (offset < at + blanks) {
      // In the middle of a line they stand in the file as they are; a folded line break leads to what follows it.
      if (text.startsWith(value.slice(at, at + blanks), last)) return last + offset - at;
      offset = at + blanks;
    }
    at += blanks;
    const next = solid.next().value;
    if (!next) return last;
    if (offset < at + next.length) return next.start;
    at += next.length;
    last = next.end;
  }
}

function contentOf(text: string, { type, range }: Scalar): readonly [number, number] {
  const [start = 0, end = start] = range ?? [];
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return [start + 1, end - 1];
  // After the header of a block: `|`, `>-`, `|2`, and a comment.
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') return [text.indexOf('\n', start) + 1, end];
  return [start, end];
}

interface Written {
  readonly start: number;
  readonly end: number;
  /** In the value. */
  readonly length: number;
}

/** How the value's characters are written, but for blanks, in order. */
function* solidCharacters(
  text: string,
  type: Scalar['type'],
  start: number,
  end: number,
): Generator<Written, undefined> {
  for (let at = start; at < end;) {
    const written = writtenAt(text, at, type);
    if (written.length > 0) yield written;
    at = written.end;
  }
  return undefined;
}

function writtenAt(text: string, at: number, type: Scalar['type']): Written {
  if (type === 'QUOTE_DOUBLE' && text[at] === '\\') return escapeAt(text, at);
  if (type === 'QUOTE_SINGLE' && text.startsWith("''", at)) return { start: at, end: at + 2, length: 1 };
  return { start: at, end: at + 1, length: isBlank(text[at]) ? 0 : 1 };
}

const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function escapeAt(text: string, at: number): Written {
  const letter = text[at + 1] ?? '';
  const digits = DIGITS[letter] ?? 0;
  const end = at + 2 + digits;
  if (digits === 0) return { start: at, end, length: /[ \t\r\nnrt]/.test(letter) ? 0 : 1 };
  const character = String.fromCodePoint(parseInt(text.slice(at + 2, end), 16));
  return { start: at, end, length: isBlank(character) ? 0 : character.length };
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\n' || character === '\t' || character === '\r';
