import type { Scalar } from 'yaml';
import { escapeText, unescapeText } from '../expression/template.ts';
import type { Path } from '../path.ts';
import { readText } from '../references/read-text.ts';
import { readAgain } from '../references/read-again.ts';
import type { Environment } from '../references/read-variable.ts';
import type { ReferencePlace } from '../references/reference-place.ts';
import type { Report } from './build-data.ts';
import { startOf } from './place-index.ts';

/** An expression or a secret that a text refers to. */
export type Reference = {
  readonly path: Path;
  readonly place: ReferencePlace;
} & (
  | { readonly kind: 'expression'; readonly text: string; /** In the text as written. */ readonly start: number }
  | { readonly kind: 'secret'; readonly name: string; readonly start: number | undefined }
);

/** Reads the scalars of a file by where they stand, and collects what they refer to. */
export class ScalarReader {
  readonly references: Reference[] = [];
  /** What is faulty is null, and here, so that nothing more is said about it. */
  readonly doubtful: Path[] = [];
  readonly #environment: Environment;
  readonly #placeOf: (path: Path) => ReferencePlace;
  readonly #report: Report;

  constructor(environment: Environment, placeOf: (path: Path) => ReferencePlace, report: Report) {
    this.#environment = environment;
    this.#placeOf = placeOf;
    this.#report = report;
  }

  /** Whether something else than variables is replaced in the texts at a path, so that one in a key would be missed. */
  readsReferences(path: Path): boolean {
    return !['text', 'free', 'condition'].includes(this.#placeOf(path));
  }

  read(scalar: Scalar, path: Path): unknown {
    const { value } = scalar;
    if (typeof value === 'number') return this.#number(value, scalar, path);
    return typeof value === 'string' && value.includes('${') ? this.#text(value, scalar, path) : value;
  }

  #number(value: number, scalar: Scalar, path: Path): unknown {
    if (Number.isFinite(value) && (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(scalar.source ?? '')))
      return value;
    const written = scalar.source ?? String(value);
    const [code, message] = Number.isFinite(value)
      ? (['out-of-range', `the number ${written} is too large to be kept exactly`] as const)
      : (['wrong-value', `${written} is not a number that JSON has`] as const);
    this.#report({ code, message, hint: `If it is a text, write it in quotes: "${written}".` }, startOf(scalar), path);
    this.doubtful.push([...path]);
    return null;
  }

  #text(written: string, scalar: Scalar, path: Path): unknown {
    const place = this.#placeOf(path);
    if (place === 'condition' || place === 'free') return written;
    const { text, faults, expressions, secrets } = readText(written, place, this.#environment);
    for (const fault of faults) this.#report(fault, startOf(scalar), path);
    if (faults.length > 0) {
      this.doubtful.push([...path]);
      return null;
    }
    if (expressions.length > 0 || secrets.length > 0) {
      const at = { path: [...path], place };
      for (const expression of expressions) this.references.push({ ...at, kind: 'expression', ...expression });
      for (const secret of secrets) this.references.push({ ...at, kind: 'secret', ...secret });
    } else if (scalar.type === 'PLAIN' && WHOLE_VARIABLE.test(written)) {
      return this.#again(place === 'text' ? text : unescapeText(text), written, scalar, path);
    }
    return text;
  }

  /** What a variable holds is never taken for an expression or a secret. */
  #again(text: string, written: string, scalar: Scalar, path: Path): unknown {
    try {
      return this.#literal(readAgain(text), path);
    } catch (error) {
      if (error instanceof NotLiteral) return this.#literal(text, path);
      if (!(error instanceof RangeError)) throw error;
      const message = `the number that ${written} stands for is too large to be kept exactly`;
      const hint = `If it is a text, write it in quotes: "${written}".`;
      this.#report({ code: 'out-of-range', message, hint }, startOf(scalar), path);
      this.doubtful.push([...path]);
      return null;
    }
  }

  /** Data in written form, by where it ends up. @throws NotLiteral; RangeError */
  #literal(data: unknown, path: Path): unknown {
    if (typeof data === 'number' && Math.abs(data) > Number.MAX_SAFE_INTEGER) throw new RangeError();
    if (typeof data === 'string') {
      const place = this.#placeOf(path);
      if (place === 'condition') throw new NotLiteral();
      return place === 'text' || place === 'free' ? data : escapeText(data);
    }
    if (Array.isArray(data)) return data.map((item, index) => this.#literal(item, [...path, index]));
    if (typeof data !== 'object' || data === null) return data;
    return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, this.#literal(value, [...path, key])]));
  }
}

/** A variable cannot hold a condition. */
class NotLiteral extends Error {}

const WHOLE_VARIABLE = /^\$\{[^{}]*\}$/;
