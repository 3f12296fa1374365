import type { CelFault } from './cel.ts';

interface Explanation {
  readonly message: string;
  readonly hint?: string;
}

/** Of a text that is no expression. The library names its tokens; a reader wants to see what stands there. */
export function explainSyntax({ code, message, place }: CelFault, text: string): Explanation | undefined {
  const there = place === undefined ? '' : text.slice(place.start, place.end);
  switch (code) {
    case 'unexpected_token':
    case 'unexpected_character':
    case 'expected_token':
      return keyword(there, place?.start ?? 0, text) ?? unexpected(there, /^Expected (\w+), got/.exec(message)?.[1]);
    case 'newline_in_string':
      return { message: 'a text ends in its line', hint: 'Write \\n, or three quotes around the text.' };
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return { message: 'this text is not closed', hint: 'Write the quote that it begins with at its end, too.' };
    case 'reserved_identifier':
      return { message: `"${there}" is a word that CEL keeps for itself` };
    case 'invalid_number':
    case 'invalid_integer':
    case 'invalid_hex_integer':
    case 'invalid_exponent':
      return { message: `this is not a number` };
    case 'limit_exceeded':
      return { message: limit(message) };
    default:
      return /escape|surrogate/.test(code)
        ? {
            message: `"${there}" is not an escape that CEL knows`,
            hint: 'A backslash is written \\\\, or r"…" around the text.',
          }
        : undefined;
  }
}

/** A phase or an input may be called `in` or `true`. */
function keyword(there: string, start: number, text: string): Explanation | undefined {
  if (!KEYWORDS.has(there) || !text.slice(0, start).trimEnd().endsWith('.')) return undefined;
  return {
    message: `"${there}" is a word of CEL itself and cannot follow a dot`,
    hint: `Write ["${there}"] in place of .${there}.`,
  };
}

const KEYWORDS: ReadonlySet<string> = new Set(['in', 'true', 'false', 'null']);

function unexpected(there: string, expected: string | undefined): Explanation {
  const needed = expected === undefined ? undefined : TOKENS[expected];
  const instead = needed === undefined ? '' : `; ${needed} is missing`;
  if (there.trim() === '')
    return { message: `the expression ends too early${instead === '' ? '; a value is missing' : instead}` };
  const hint = Object.hasOwn(OTHER_LANGUAGES, there) ? OTHER_LANGUAGES[there] : undefined;
  return { message: `"${there}" is not expected here${instead}`, ...(hint === undefined ? {} : { hint }) };
}

const TOKENS: Readonly<Record<string, string>> = {
  RPAREN: '")"',
  RBRACKET: '"]"',
  RBRACE: '"}"',
  COLON: '":"',
  IDENTIFIER: 'a name',
};

const TYPOGRAPHIC = 'Write the text in "…" or \'…\', not in typographic quotes.';

const OTHER_LANGUAGES: Readonly<Record<string, string>> = {
  '=': 'To compare, write "==".',
  '&': 'Write "&&".',
  '|': 'Write "||".',
  and: 'Write "&&".',
  or: 'Write "||".',
  is: 'To compare, write "==".',
  if: 'Write condition ? value : other.',
  $: 'Within ${{ }} everything is the expression already: write inputs.name.',
  '“': TYPOGRAPHIC,
  '”': TYPOGRAPHIC,
  '„': TYPOGRAPHIC,
  '‘': TYPOGRAPHIC,
  '’': TYPOGRAPHIC,
  '`': 'Write the text in "…" or \'…\'.',
};

function limit(message: string): string {
  const [, key, count] = /^Exceeded (\w+) \((\d+)\)$/.exec(message) ?? [];
  switch (key) {
    case 'maxAstNodes':
      return `the expression has more than ${count} parts`;
    case 'maxDepth':
      return `the expression is nested more than ${count} levels deep`;
    default:
      return `there are more than ${count} entries here`;
  }
}
