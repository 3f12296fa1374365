import type { Json } from '../json.ts';

/**
 * A part of a written text. `start` and `end` of an expression are the offsets of its CEL text, without `${{` and `}}`;
 * the text of the other parts is unescaped.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string; readonly start: number; readonly end: number };

/** A `${{` that no `}}` closes. `offset` is where it stands in the written text. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly offset: number;

  constructor(offset: number) {
    super('"${{" is not closed by "}}"; a literal "${" is written "$${"');
    this.offset = offset;
  }
}

/** @throws TemplateError */
export function splitTemplate(written: string): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  for (const part of scan(written)) {
    if (part.kind !== 'expression') text += part.kind === 'secret' ? part.written : part.text;
    else {
      if (text !== '') pieces.push({ kind: 'text', text });
      text = '';
      pieces.push(part);
    }
  }
  if (text !== '') pieces.push({ kind: 'text', text });
  return pieces;
}

/** Exactly one `${{ }}`, but for blanks around it: its value keeps its type. A text that cannot be split is not whole. */
export function isWholeExpression(written: string): boolean {
  return wholeExpression(written) !== undefined;
}

export function wholeExpression(written: string): (Piece & { kind: 'expression' }) | undefined {
  const start = written.length - written.trimStart().length;
  if (!written.startsWith('${{', start)) return undefined;
  const end = findEnd(written, start + 3);
  if (end === undefined || written.slice(end + 2).trim() !== '') return undefined;
  return { kind: 'expression', text: written.slice(start + 3, end), start: start + 3, end };
}

/** Whether `${` stands in a text of the value, escaped or not: whether it has to be looked at before it is used. */
export function hasReference(value: Json): boolean {
  if (typeof value === 'string') return value.includes('${');
  if (typeof value !== 'object' || value === null) return false;
  return Object.values<Json>(value).some(hasReference);
}

export function escapeText(text: string): string {
  return text.replaceAll('${', '$$$${');
}

export function unescapeText(written: string): string {
  return written.replaceAll('$${', '$${');
}

/** Literal text is unescaped; `${secret:NAME}` stands apart, since it is nobody's but the worker's to read. */
type Part =
  { kind: 'text'; text: string } | { kind: 'secret'; written: string } | Extract<Piece, { kind: 'expression' }>;

const MARK = /\$\$\{|\$\{\{|\$\{secret:[^}]*\}/g;

/** @throws TemplateError */
export function* scan(written: string): Generator<Part> {
  let done = 0;
  const mark = new RegExp(MARK);
  for (let match = mark.exec(written); match; match = mark.exec(written)) {
    if (match.index > done) yield { kind: 'text', text: written.slice(done, match.index) };
    done = mark.lastIndex;
    if (match[0] === '$${') yield { kind: 'text', text: '${' };
    else if (match[0] !== '${{') yield { kind: 'secret', written: match[0] };
    else {
      const end = findEnd(written, done);
      if (end === undefined) throw new TemplateError(match.index);
      yield { kind: 'expression', text: written.slice(done, end), start: done, end };
      done = mark.lastIndex = end + 2;
    }
  }
  if (done < written.length) yield { kind: 'text', text: written.slice(done) };
}

/** Where the `}}` stands that closes an expression: not one inside a text, and not the end of `{"a": {"b": 1}}`. */
function findEnd(written: string, start: number): number | undefined {
  let braces = 0;
  for (let at = start; at < written.length; at++) {
    const character = written[at];
    if (character === '"' || character === "'") at = endOfText(written, at) - 1;
    else if (character === '/' && written[at + 1] === '/') at = endOfComment(written, at) - 1;
    else if (character === '{') braces++;
    else if (character === '}' && braces > 0) braces--;
    else if (character === '}' && written[at + 1] === '}') return at;
  }
  return undefined;
}

/** CEL's texts: one quote or three, a backslash before what would end it. */
function endOfText(written: string, start: number): number {
  const quote = written[start]!;
  const close = written.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  for (let at = start + close.length; at < written.length; at++) {
    if (written[at] === '\\') at++;
    else if (written.startsWith(close, at)) return at + close.length;
  }
  return written.length;
}

/** A comment may hold quotes that close nothing; it ends with the line, or with the expression. */
function endOfComment(written: string, start: number): number {
  const end = /\n|\}\}/g;
  end.lastIndex = start;
  return end.exec(written)?.index ?? written.length;
}
