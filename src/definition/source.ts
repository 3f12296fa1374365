import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, Scalar, YAMLMap } from 'yaml';
import type { Problem, ProblemCode } from './problem.ts';
import { substituteVariables } from './variables.ts';

export type Path = readonly (string | number)[];

/** What a check found, before it has a place. */
export interface Finding {
  readonly code: ProblemCode;
  readonly message: string;
  readonly path: Path;
  /** Where in `path` the fault is: at the key of the last segment, or at its value. Default: the value. */
  readonly at?: 'key' | 'value';
  readonly hint?: string;
  /** The place that this one repeats: the message then names its line. */
  readonly repeats?: Path;
  /** What a misspelt key was meant to be, so that it is not reported as missing as well. */
  readonly insteadOf?: Path;
  readonly severity?: 'error' | 'warning';
}

export const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_ALIASES = 100;

/** One YAML file: its data, and the place of everything in it. */
export class Source {
  readonly file: string;
  readonly problems: Problem[] = [];
  /** `undefined` where the file could not be read as YAML at all. */
  readonly data: unknown;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string, environment: Readonly<Record<string, string | undefined>>) {
    this.file = file;
    // Duplicate keys are looked for below, once for all: the library's own check takes quadratic time on wide mappings.
    this.#document = parseDocument(text, {
      lineCounter: this.#lines,
      merge: true,
      uniqueKeys: false,
      prettyErrors: false,
    });
    for (const error of [...this.#document.errors, ...this.#document.warnings]) {
      const code = error.code === 'MULTIPLE_DOCS' ? 'several-documents' : 'yaml-syntax';
      this.#reportAt(error.pos[0], { code, message: yamlMessage(error.code, error.message), path: [] });
    }
    if (this.problems.length > 0) return;
    this.#checkNodes();
    if (this.problems.length > 0) return;
    this.#substitute(environment);
    try {
      this.data = this.#document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      const message = error instanceof ReferenceError ? `more than ${MAX_ALIASES} aliases` : String(error);
      this.report({ code: 'too-large', message, path: [], hint: 'Write out what the aliases repeat.' });
    }
  }

  report(finding: Finding): void {
    const first = finding.repeats ? `; the first is in line ${this.place(finding.repeats).line}` : '';
    const message = finding.message + first;
    this.#reportAt(this.#offset(finding.path, finding.at ?? 'value'), { ...finding, message });
  }

  /** The line and column of a finding, as `phases[0].name` or the like is written in this file. */
  place(path: Path, at: 'key' | 'value' = 'value'): { line: number; column: number } {
    return this.#position(this.#offset(path, at));
  }

  #reportAt(offset: number | undefined, finding: Finding): void {
    const { code, message, path, hint = null, severity = 'error' } = finding;
    this.problems.push({
      code,
      severity,
      message,
      file: this.file,
      ...this.#position(offset),
      path: formatPath(path),
      hint,
    });
  }

  #position(offset: number | undefined): { line: number; column: number } {
    if (offset === undefined) return { line: 1, column: 1 };
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #offset(path: Path, at: 'key' | 'value'): number | undefined {
    let node: unknown = this.#document.contents;
    let offset = startOf(node);
    for (const [index, segment] of path.entries()) {
      node = this.#resolve(node);
      if (isMap(node)) {
        const pair = this.#findPair(node, segment);
        if (!pair) return offset;
        const wantsKey = index === path.length - 1 && at === 'key';
        offset = wantsKey ? startOf(pair.key) : (startOf(pair.value) ?? startOf(pair.key));
        node = pair.value;
      } else if (isSeq(node)) {
        // A value given where a list of values may stand is at its own place: `depends_on: a` for `depends_on: [a]`.
        node = node.items[Number(segment)];
        offset = startOf(node) ?? offset;
      } else if (segment !== 0) return offset;
    }
    return offset;
  }

  #findPair(map: YAMLMap, key: string | number): Pair | undefined {
    const own = map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key));
    if (own) return own;
    for (const { key: merge, value } of map.items) {
      if (!isScalar(merge) || merge.source !== '<<') continue;
      const merged = this.#resolve(value);
      for (const part of isSeq(merged) ? merged.items : [merged]) {
        const target = this.#resolve(part);
        const pair = isMap(target) ? this.#findPair(target, key) : undefined;
        if (pair) return pair;
      }
    }
    return undefined;
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  #checkNodes(): void {
    visit(this.#document, {
      Node: (_key, node, ancestors) => {
        const depth = ancestors.filter((ancestor) => !isPair(ancestor)).length;
        if (depth <= MAX_DEPTH) return undefined;
        this.#reportAt(startOf(node), {
          code: 'too-deep',
          message: `nested more than ${MAX_DEPTH} levels deep`,
          path: [],
          hint: 'Flatten this part of the file.',
        });
        return visit.BREAK;
      },
      Map: (_key, map) => this.#checkKeys(map),
    });
  }

  #checkKeys(map: YAMLMap): void {
    const first = new Map<string, number | undefined>();
    for (const { key } of map.items) {
      if (!isScalar(key)) {
        this.#reportAt(startOf(key), { code: 'wrong-type', message: 'a key must be text', path: [] });
        continue;
      }
      const name = String(key.value);
      if (key.source === '<<') continue;
      if (first.has(name)) {
        this.#reportAt(startOf(key), {
          code: 'duplicate-key',
          message: `the key "${name}" stands twice in this mapping; the first is in line ${this.#position(first.get(name)).line}`,
          path: [],
          hint: 'Remove or rename one of them.',
        });
      } else first.set(name, startOf(key));
    }
  }

  #substitute(environment: Readonly<Record<string, string | undefined>>): void {
    visit(this.#document, {
      Scalar: (key, scalar) => {
        if (key === 'key' || typeof scalar.value !== 'string' || !scalar.value.includes('${')) return;
        const { text, faults } = substituteVariables(scalar.value, environment);
        for (const fault of faults) this.#reportAt(startOf(scalar), { ...fault, path: [] });
        scalar.value = isWholeVariable(scalar) ? rereadScalar(text) : text;
      },
    });
  }
}

/** `phases[1].agents[0].class` */
export function formatPath(path: Path): string {
  return path
    .map((segment, index) => (typeof segment === 'number' ? `[${segment}]` : index === 0 ? segment : `.${segment}`))
    .join('');
}

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0];

/** A variable that is a plain scalar all by itself is read again as YAML: `max_workers: ${N:-4}` is a number. Quoted, it stays text. */
const isWholeVariable = (scalar: Scalar): boolean =>
  scalar.type === 'PLAIN' && /^\$\{[^{}]*\}$/.test(String(scalar.source ?? ''));

function rereadScalar(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  const value = document.errors.length === 0 && isScalar(document.contents) ? document.contents.value : text;
  return typeof value === 'object' && value !== null ? text : value;
}

function yamlMessage(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'the file holds more than one YAML document; only one can be read';
  return message.split('\n')[0]!.replace(/[.:]$/, '');
}
