import { Composer, CST, Lexer, Parser, type Document } from 'yaml';
import type { Finding } from '../finding.ts';
import { MAX_DEPTH } from '../limits.ts';
import { explainYaml, unknownTag } from './explain-yaml.ts';

const MAX_ALIASES = 100;

export interface YamlFault extends Pick<Finding, 'code' | 'message' | 'hint'> {
  readonly offset: number;
}

/** Parses a text as YAML 1.2, whatever version it says it is. What is nested too deep is refused while it is read. */
export function parseYaml(text: string): { document?: Document.Parsed | undefined; faults: YamlFault[] } {
  const control = CONTROL.exec(text);
  if (control) return { faults: [controlCharacter(control)] };
  // A line break to YAML 1.2, but not to the library, nor to most editors.
  const lone = /\r(?!\n)/.exec(text);
  if (lone) return { faults: [loneCarriageReturn(lone.index)] };
  const parser = new Parser();
  const tokens = [];
  let aliases = 0;
  let isText = false;
  /** Where the last text in quotes begins: one that is not closed goes on to the end of the file. */
  let quote = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('*') && !isText && ++aliases > MAX_ALIASES)
      return { faults: [tooManyAliases(parser.offset)] };
    if (!isText && lexeme === '!') return { faults: [unknownTag('!', parser.offset)] };
    if (!isText && (lexeme.startsWith('"') || lexeme.startsWith("'"))) quote = parser.offset;
    isText = lexeme === CST.SCALAR;
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The library goes through the levels by calling itself, so a file could exhaust its stack.
    if (parser.stack.length > MAX_DEPTH + 1) {
      const nested = parser.stack.filter((token) => COLLECTIONS.has(token.type));
      if (nested.length > MAX_DEPTH) return { faults: [tooDeep(nested[MAX_DEPTH]!.offset)] };
    }
  }
  for (const token of parser.end()) tokens.push(token);
  // Duplicate keys are looked for later, in linear time: the library's own check is quadratic on wide mappings.
  const composer = new Composer({
    schema: 'core',
    merge: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
  });
  const [document, second] = composer.compose(tokens, true, text.length);
  if (!document) return { faults: [] };
  const { errors, warnings } = document;
  // What follows a first mistake in the syntax is often a misreading.
  const faults = (errors.length > 0 ? errors.slice(0, 1) : warnings).map((error) =>
    explainYaml(error, document, text, quote),
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

const loneCarriageReturn = (offset: number): YamlFault => ({
  code: 'yaml-syntax',
  message: 'this line ends with a carriage return alone',
  hint: 'Save the file with line ends of Unix (LF) or Windows (CR LF).',
  offset,
});

const tooManyAliases = (offset: number): YamlFault => ({
  code: 'too-large',
  message: `more than ${MAX_ALIASES} aliases`,
  hint: 'Write out what they repeat, or say it once under "defaults".',
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
