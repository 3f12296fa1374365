import { escapeText, splitTemplate, TemplateError } from '../expression/template.ts';
import type { Finding } from '../finding.ts';
import { NAME } from '../limits.ts';
import { quote } from '../say.ts';
import type { ReferencePlace } from './reference-place.ts';
import { readVariable, type Environment } from './read-variable.ts';

export type TextFault = Pick<Finding, 'code' | 'message' | 'within'> & { readonly hint: string };

/** A text with its variables replaced, and what else it refers to. */
export interface TextReading {
  /** In written form where expressions or secrets may stand, else literal. */
  readonly text: string;
  /** `start` is where the CEL begins in the text as written. */
  readonly expressions: readonly { readonly text: string; readonly start: number }[];
  readonly secrets: readonly { readonly name: string; readonly start: number | undefined }[];
  readonly faults: readonly TextFault[];
}

export function readText(written: string, place: ReferencePlace, environment: Environment): TextReading {
  const reader = new TextReader(written, place, environment);
  return { text: reader.read(), expressions: reader.expressions, secrets: reader.secrets, faults: reader.faults };
}

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;

class TextReader {
  readonly expressions: { text: string; start: number }[] = [];
  readonly secrets: { name: string; start: number | undefined }[] = [];
  readonly faults: TextFault[] = [];
  readonly #written: string;
  readonly #place: ReferencePlace;
  readonly #environment: Environment;
  #done = '';
  /** Literal text since the last reference. Escaped as a whole: `${` may also come of a `$` that ends a variable's value. */
  #run = '';
  /** Where the reference that is being read begins; nowhere in particular if it is the whole text. */
  #start: number | undefined;

  constructor(written: string, place: ReferencePlace, environment: Environment) {
    this.#written = written;
    this.#place = place;
    this.#environment = environment;
  }

  read(): string {
    let from = 0;
    for (const { text, start, end } of this.#split()) {
      this.#readBetween(from, start - 3);
      this.#stand(start - 3, end + 2);
      this.#expression(text, start);
      from = end + 2;
    }
    this.#readBetween(from, this.#written.length);
    return this.#done + (this.#place === 'text' ? this.#run : escapeText(this.#run));
  }

  #stand(start: number, end: number): void {
    this.#start = end - start === this.#written.trim().length ? undefined : start;
  }

  #split() {
    try {
      return splitTemplate(this.#written).flatMap((piece) => (piece.kind === 'expression' ? [piece] : []));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      this.#stand(error.offset, this.#written.length);
      if (EXPRESSIONS.has(this.#place)) {
        const message = '"${{" is not closed by "}}"';
        this.#fault('bad-expression', message, 'Is a quote in it not closed? A literal "${" is written "$${".');
      } else this.#misplacedExpression();
      return [];
    }
  }

  #expression(text: string, start: number): void {
    if (!EXPRESSIONS.has(this.#place)) return this.#misplacedExpression();
    this.expressions.push({ text, start });
    this.#reference(`\${{${text}}}`);
  }

  #misplacedExpression(): void {
    this.#fault(
      'misplaced-reference',
      '${{ }} cannot stand here: nothing here is worked out during the run',
      'It may stand in with, for_each, if, outputs, approval.prompt, concurrency.key and cache.key. A literal ${ is written $${.',
    );
  }

  #readBetween(start: number, end: number): void {
    const text = this.#written.slice(start, end);
    let from = 0;
    for (const match of text.matchAll(REFERENCE)) {
      this.#run += text.slice(from, match.index);
      from = match.index + match[0].length;
      this.#stand(start + match.index, start + from);
      const [reference, inner, close] = match;
      if (inner === undefined) this.#run += '${';
      // An expression that is not closed was reported.
      else if (inner.startsWith('{')) continue;
      else if (close === '') {
        const message = `${quote(reference)} is not closed by "}"`;
        this.#fault('misplaced-reference', message, 'A literal "${" is written "$${".');
      } else if (inner.startsWith('secret:')) this.#secret(inner.slice('secret:'.length), reference);
      else this.#variable(inner);
    }
    this.#run += text.slice(from);
  }

  #secret(name: string, reference: string): void {
    if (!SECRETS.has(this.#place)) {
      const [message, hint] = this.#place === 'sub-workflow input' ? AS_INPUT : NO_SECRET;
      this.#fault('misplaced-reference', message, hint);
    } else if (NAME.test(name)) {
      this.secrets.push({ name, start: this.#start });
      this.#reference(reference);
    } else {
      const hint = 'Write ${secret:NAME}; a name has letters, digits, "_" and "-", and a secret has no default.';
      this.#fault('bad-name', `${quote(name)} is not the name of a secret`, hint);
    }
  }

  #variable(inner: string): void {
    const { value, fault } = readVariable(inner, this.#environment);
    if (fault) this.#fault(fault.code, fault.message, fault.hint);
    else this.#run += value;
  }

  #reference(written: string): void {
    if (this.#run.endsWith('$')) {
      const message = `a variable's value that ends in "$" cannot stand right before ${quote(written)}`;
      this.#fault('misplaced-reference', message, 'Write something between them.');
    }
    this.#done += escapeText(this.#run) + written;
    this.#run = '';
  }

  #fault(code: TextFault['code'], message: string, hint: string): void {
    this.faults.push({ code, message, hint, ...(this.#start === undefined ? {} : { within: this.#start }) });
  }
}

const EXPRESSIONS: ReadonlySet<ReferencePlace> = new Set(['template', 'agent input', 'sub-workflow input']);
const SECRETS: ReadonlySet<ReferencePlace> = new Set(['agent input', 'configuration']);

const NO_SECRET = [
  '${secret:…} cannot stand here: the worker reads secrets for an agent alone',
  "It may stand in config, in agents.yaml and in an agent's with. A literal ${ is written $${.",
] as const;
const AS_INPUT = [
  '${secret:…} cannot be an input of a sub-workflow: the inputs of a run are recorded in its history',
  'List the secret in the sub-workflow’s own "secrets", and refer to it there, in config or with.',
] as const;
