import { Composer, Lexer, Parser, type Document, type LineCounter } from 'yaml';
import type { YAMLError } from 'yaml';
import type { Finding } from '../finding.ts';

export const MAX_DEPTH = 64;

export interface YamlFault extends Pick<Finding, 'code' | 'message' | 'hint'> {
  readonly offset: number;
}

/** Parses a text as YAML 1.2, whatever version it says it is. What is nested too deep is refused while it is read. */
export function parseYaml(
  text: string,
  lines: LineCounter,
): { document?: Document.Parsed | undefined; faults: YamlFault[] } {
  const control = CONTROL.exec(text);
  if (control) return { faults: [controlCharacter(control)] };
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The library goes through the levels by calling itself, so a file could exhaust its stack.
    if (parser.stack.length > MAX_DEPTH + 1) {
      const nested = parser.stack.filter((token) => COLLECTIONS.has(token.type));
      if (nested.length > MAX_DEPTH) return { faults: [tooDeep(nested[MAX_DEPTH]!.offset)] };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  // Duplicate keys are looked for later, in linear time: the library's own check is quadratic on wide mappings.
  const composer = new Composer({ schema: 'core', merge: true, uniqueKeys: false, prettyErrors: false });
  const [document, second] = composer.compose(tokens, true, text.length);
  const errors = document?.errors ?? [];
  // What follows a first mistake in the syntax is often a misreading.
  const faults = [...errors.slice(0, 1), ...(errors.length > 0 ? [] : (document?.warnings ?? []))].map((error) =>
    explainYaml(error, text),
  );
  if (second && errors.length === 0) {
    faults.push({
      code: 'several-documents',
      message: 'the file holds more than one YAML document; only one can be read',
      hint: 'Put each into a file of its own, or remove the line "---".',
      offset: second.range[0],
    });
  }
  return { document, faults };
}

export const tooDeep = (offset: number): YamlFault => ({
  code: 'too-deep',
  message: `nested more than ${MAX_DEPTH} levels deep`,
  hint: 'Flatten this part of the file.',
  offset,
});

const COLLECTIONS: ReadonlySet<string> = new Set(['block-map', 'block-seq', 'flow-collection']);

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

function controlCharacter({ 0: character, index: offset }: RegExpExecArray): YamlFault {
  const code = character.charCodeAt(0);
  const name = code === 0 ? 'a NUL' : `the control character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    code: 'yaml-syntax',
    message: `${name} cannot stand in YAML`,
    hint: code === 0 ? 'Is the file UTF-16 or binary? Save it as UTF-8 text.' : 'Remove it.',
    offset,
  };
}

const HINTS: Partial<Record<YAMLError['code'], string>> = {
  BAD_INDENT: 'The entries of a mapping or list begin in the same column.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'A text with ": " in it is written in quotes.',
  MULTILINE_IMPLICIT_KEY: 'Is a ":" missing, or a quote not closed?',
  MISSING_CHAR: 'Is a quote, a bracket or a brace not closed?',
  BAD_SCALAR_START: 'Write the text in quotes.',
  BAD_DQ_ESCAPE: 'In double quotes a backslash is written \\\\; in single quotes it is itself.',
  TAG_RESOLVE_FAILED: 'Remove the tag: everything is plain data here.',
  BLOCK_IN_FLOW: 'Inside [ ] and { } use commas, not lines that begin with "-" or "key:".',
};

function explainYaml({ code, message, pos }: YAMLError, text: string): YamlFault {
  const [offset, end] = pos;
  const hint = HINTS[code];
  return {
    code: 'yaml-syntax',
    message:
      code === 'TAG_RESOLVE_FAILED'
        ? `the tag ${text.slice(offset, end).split(/\s/)[0]} has no meaning here`
        : message.split('\n')[0]!.replace(/[.:]$/, ''),
    ...(hint === undefined ? {} : { hint }),
    offset,
  };
}
