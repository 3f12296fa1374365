import { isCollection, visit } from 'yaml';
import type { Document, YAMLError } from 'yaml';
import type { YamlFault } from './parse-yaml.ts';

/** What is wrong with the syntax, in the words of someone who wrote the file, at the place where it can be mended. */
export function explainYaml(error: YAMLError, document: Document.Parsed, text: string, quote: number): YamlFault {
  const [start, end] = error.pos;
  const lookalike = lookalikeIn(text, start);
  if (lookalike) return lookalike;
  if (error.code === 'TAG_RESOLVE_FAILED') return unknownTag(text.slice(start, end).split(/\s/)[0] ?? '', start);
  for (const [pattern, explain] of EXPLANATIONS) {
    const match = pattern.exec(error.message);
    if (match) return { code: 'yaml-syntax', offset: start, ...explain({ match, start, text, document, quote }) };
  }
  const [first = ''] = error.message.split('\n');
  const message = first.charAt(0).toLowerCase() + first.slice(1).replace(/[.:]$/, '');
  return { code: 'yaml-syntax', message, offset: start };
}

/** As much of a line as is looked at, which may be all of a file. */
const MAX_LINE = 300;

/** What was pasted from a web page or a chat, or typed with another keyboard, looks right and is not. */
function lookalikeIn(text: string, at: number): YamlFault | undefined {
  if (text.startsWith('```')) {
    const message = 'the file begins with a fence of Markdown, not with YAML';
    return { code: 'yaml-syntax', message, hint: 'Remove the lines of ```.', offset: 0 };
  }
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const [line = ''] = text.slice(from, from + MAX_LINE).split('\n', 1);
  const blank = /^[\s-]*(?:[^\s:"']+:)?(?=[\u00a0\u2000-\u200b\u3000])/.exec(line);
  if (blank) {
    const offset = from + line.search(/[\u00a0\u2000-\u200b\u3000]/);
    const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
    const message = `this looks like a blank, but is the character U+${code}, which is text to YAML`;
    return { code: 'yaml-syntax', message, hint: 'Write a blank in its place.', offset };
  }
  const colon = /^[\s-]*[\w-]+(?=：)/.exec(line);
  if (!colon) return undefined;
  const message = 'this looks like a colon, but is the character U+FF1A, which is text to YAML';
  return { code: 'yaml-syntax', message, hint: 'Write ":" and a blank.', offset: from + colon[0].length };
}

/** `if: !inputs.x` and `if: ! x` are tags to YAML: without them the condition would be turned around. */
export const unknownTag = (tag: string, offset: number): YamlFault => ({
  code: 'yaml-syntax',
  message: `YAML reads ${tag} as a tag, and a tag has no meaning here`,
  hint: tag.startsWith('!!') ? 'Remove it: everything is plain data.' : 'Write a text that begins with "!" in quotes.',
  offset,
});

interface Situation {
  readonly match: RegExpExecArray;
  readonly start: number;
  readonly text: string;
  readonly document: Document.Parsed;
  /** Where the last text in quotes begins. */
  readonly quote: number;
}

type Explanation = Pick<YamlFault, 'message' | 'hint'> & { readonly offset?: number };

const said = (message: string, hint: string) => (): Explanation => ({ message, hint });

/** By what the library says. */
const EXPLANATIONS: readonly (readonly [RegExp, (situation: Situation) => Explanation])[] = [
  [/^Flow (sequence|map)/, notClosed],
  [/^Missing closing (["'])/, quoteNotClosed],
  [/^Unexpected (?:scalar|\S*quoted-scalar|flow-map-start|flow-seq-start) at node end/, afterTheEnd],
  [/^Unexpected flow-(?:seq|map)-end/, ({ text, start }) => closesNothing(text.charAt(start))],
  [/^Sequence item without/, outOfLine],
  [/^All (mapping|sequence|collection) items/, outOfLine],
  [/^Unexpected scalar token/, noBlank],
  [
    /^Missing directives-end/,
    ({ text }) => ({
      message: 'a line that begins with "%" is an instruction to YAML',
      hint: 'Write a text that begins with "%" in quotes.',
      offset: text.search(/^%/m),
    }),
  ],
  [/^Implicit map keys need/, said('there is no ":" after this key', 'Write key: value; a list begins with "- ".')],
  [/^Implicit keys need/, noColon],
  [/^Nested mappings/, nestedMapping],
  [/^Tabs are not allowed/, said('a tab cannot indent a line', 'Indent with spaces.')],
  [/^Unexpected , in/, said('there is a comma too many', 'Remove it.')],
  [/^Missing , /, said('a comma is missing before this', 'Inside of { } and [ ] entries are separated by commas.')],
  [
    /^(A block|Block collections)/,
    said(
      'a ":" or "- " cannot stand here',
      'Is a comma missing? Inside of { } and [ ] entries are separated by commas.',
    ),
  ],
  [
    /^Plain value cannot start/,
    ({ text, start }) => ({ message: `a text cannot begin with ${text[start]}`, hint: 'Write the text in quotes.' }),
  ],
  [
    /^Invalid escape sequence (\\.?)/,
    ({ match }) => ({
      message: `${match[1]} is not an escape that texts in double quotes have`,
      hint: 'A backslash is written \\\\ there; in single quotes it is itself.',
    }),
  ],
  [
    /^Block scalar header/,
    said('nothing but a comment can follow "|" or ">" in its line', 'Begin the text in the next line.'),
  ],
  [
    /^Comments must be separated/,
    said('there is no blank before this "#"', 'Write a blank before a comment; a text with "#" in quotes.'),
  ],
];

function notClosed({ document, text, start, match }: Situation): Explanation {
  const [open, close] = match[1] === 'map' ? ['{', '}'] : ['[', ']'];
  let offset: number | undefined;
  visit(document, {
    Collection(_, node) {
      const [from = 0, to = 0] = (isCollection(node) && node.range) || [];
      if (node.flow && text[from] === open && from <= start && text[to - 1] !== close) offset = from;
    },
  });
  const hint = `Write "${close}" at its end. What stands between them is indented deeper than the line it begins in.`;
  return { message: `this "${open}" is not closed`, hint, ...(offset === undefined ? {} : { offset }) };
}

function quoteNotClosed({ match, quote }: Situation): Explanation {
  const hint =
    match[1] === '"' ? 'Write " at its end.' : "Write ' at its end; inside of it a single quote is written ''.";
  return { message: `the text that begins with this ${match[1]} is not closed`, hint, offset: quote };
}

function closesNothing(bracket: string): Explanation {
  return { message: `this "${bracket}" closes nothing`, hint: 'Remove it, or write what it should close.' };
}

/** Something follows a value that was complete. */
function afterTheEnd({ text, start }: Situation): Explanation {
  if (text[start] === '{' && text[start - 1] === '$') {
    const hint = `Write it in quotes: ${text[start + 1] === '{' ? '"${{ … }}"' : '"${…}"'}.`;
    return { message: 'inside of { } and [ ] a reference must stand in quotes', hint, offset: start - 1 };
  }
  if (/[[{]/.test(text[start]!) && /[^\s"']/.test(text[start - 1] ?? ' ')) {
    const hint = 'Write the whole text in quotes.';
    return { message: `inside of { } and [ ] a text with "${text[start]}" in it must stand in quotes`, hint };
  }
  if (/["'][ \t]*$/.test(text.slice(Math.max(0, start - 100), start))) {
    const hint = 'Write the whole value in quotes, of the kind that is not in it.';
    return { message: 'nothing can follow a closing quote', hint };
  }
  return outOfLine({ text, start });
}

function outOfLine({ text, start }: Pick<Situation, 'text' | 'start'>): Explanation {
  const blanks = /^[ \t]*/.exec(text.slice(start))?.[0].length ?? 0;
  const message = 'this does not line up with what it could belong to';
  const hint = 'The keys of a mapping begin in the same column, and so do the "- " of a list.';
  return { message, hint, offset: start + blanks };
}

/** `"name":a` */
function noBlank({ text, start }: Situation): Explanation {
  return text.startsWith(':', start) || text[start - 1] === ':'
    ? { message: 'there is no blank after the ":" of this key', hint: 'Write key: value.' }
    : { message: 'nothing can stand here', hint: 'Is a ":" or a "- " missing?' };
}

/** `-name: a` is a key that begins with "-". */
const withoutBlank = (text: string, start: number): boolean => /^-[A-Za-z_"']/.test(text.slice(start, start + 2));

const NO_BLANK_AFTER_DASH = {
  message: 'there is no blank after the "-"',
  hint: 'An entry of a list begins with "- ".',
};

function noColon({ text, start }: Situation): Explanation {
  const [line = ''] = text.slice(start).split('\n', 1);
  return /^[^\s"':]+:\S/.test(line)
    ? { message: 'there is no blank after the ":" of this key', hint: 'Write key: value.' }
    : { message: 'there is no ":" after this key', hint: 'Write key: value; a list begins with "- ".' };
}

function nestedMapping({ text, start }: Situation): Explanation {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const first = from + /^ */.exec(text.slice(from, start))![0].length;
  if (withoutBlank(text, first)) return { ...NO_BLANK_AFTER_DASH, offset: first };
  const value = text.slice(start, text.indexOf(': ', start));
  return value.includes('\n')
    ? {
        message: 'the next line is indented deeper than this key, so it is part of this text',
        hint: 'The keys of a mapping begin in the same column.',
      }
    : { message: 'a text that has ": " in it must stand in quotes', hint: 'Without quotes it would be a mapping.' };
}
