import type { Alias, Node } from 'yaml';
import type { Finding } from './finding.ts';
import { formatPath, type Path } from './path.ts';
import type { Problem } from './problem.ts';
import { referencePlace, type ReferencePlace } from './references/reference-place.ts';
import type { Environment } from './references/read-variable.ts';
import { DataBuilder, Unreadable, type Report } from './source/build-data.ts';
import { LineTable } from './source/line-table.ts';
import { offsetInScalar } from './source/offset-in-scalar.ts';
import { parseYaml } from './source/parse-yaml.ts';
import { PlaceIndex, startOf, textOf } from './source/place-index.ts';
import { ScalarReader, type Reference } from './source/scalar-reader.ts';

export type { Finding } from './finding.ts';
export { formatPath, type Path } from './path.ts';
export type { Reference } from './source/scalar-reader.ts';

export interface SourceOptions {
  /** Where `${VAR}` is looked up. */
  readonly environment: Environment;
  /** What may be referred to in the text at a path. Default: what may be in a workflow.yaml. */
  readonly placeOf?: (path: Path) => ReferencePlace;
}

/** One YAML file: its data, what it refers to, and the place of everything in it. */
export class Source {
  readonly file: string;
  readonly problems: Problem[] = [];
  /** `undefined` where the file could not be read as YAML at all. */
  readonly data: unknown;
  readonly references: readonly Reference[] = [];
  /** What was found faulty while it was read; it is null in the data. */
  readonly doubtful: readonly Path[] = [];
  readonly #text: string;
  readonly #lines: LineTable;
  readonly #places: PlaceIndex;
  /** An anchor that is used in many places has one fault, not many. */
  readonly #reported = new Set<string>();

  constructor(file: string, text: string, { environment, placeOf = referencePlace }: SourceOptions) {
    this.file = file;
    this.#text = text;
    this.#lines = new LineTable(text);
    const { document, faults } = parseYaml(text);
    const contents = document?.contents ?? null;
    const targets = new Map<Alias, Node | undefined>();
    this.#places = new PlaceIndex(contents, targets);
    for (const { offset, ...fault } of faults) this.#reportAt(offset, { ...fault, path: [] });
    if (!document || faults.length > 0) return;
    // Not reported before all aliases are known, since a path may lead through them.
    const found: (() => void)[] = [];
    const report: Report = (fault, offset, at) => {
      const path = [...at];
      found.push(() => this.#reportAt(this.#offsetWithin(path, fault.within) ?? offset, { ...fault, path }));
    };
    const scalars = new ScalarReader(environment, placeOf, report);
    try {
      this.data = new DataBuilder(scalars, targets, report).build(contents);
      this.references = scalars.references;
      this.doubtful = scalars.doubtful;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
    for (const tell of found) tell();
  }

  report(finding: Finding): void {
    const { path, offset } = this.#places.find(finding.path, finding.at);
    // What concerns the whole file stands at its beginning, whatever comes before its first key.
    const place = path.length === 0 ? undefined : (this.#offsetWithin(path, finding.within) ?? offset);
    this.#reportAt(place, finding);
  }

  /** The line and column of what `phases[0].name` or the like is written as in this file. */
  place(path: Path, at: 'key' | 'value' = 'value'): { line: number; column: number } {
    return this.#position(this.#places.find(path, at).offset);
  }

  #offsetWithin(path: Path, within: number | undefined): number | undefined {
    if (within === undefined) return undefined;
    const { node } = this.#places.find(path);
    const scalar = textOf(node);
    // A fault of the whole text stands where the text does, with its quotes.
    if (within === 0 && (scalar?.type === 'QUOTE_DOUBLE' || scalar?.type === 'QUOTE_SINGLE')) return startOf(scalar);
    return scalar && offsetInScalar(this.#text, scalar, scalar.value, within);
  }

  #reportAt(offset: number | undefined, finding: Finding): void {
    const { code, path, hint = null, severity = 'error', repeats } = finding;
    const first = repeats ? `; the first is in line ${this.place(repeats, finding.at).line}` : '';
    // A name of the file's may have line breaks in it.
    const message = (finding.message + first).replace(/\s*[\r\n]\s*/g, ' ');
    const seen = `${offset} ${code} ${message}`;
    if (offset !== undefined && this.#reported.has(seen)) return;
    this.#reported.add(seen);
    const where = { file: this.file, ...this.#position(offset), path: formatPath(this.#places.find(path).path) };
    this.problems.push({ code, severity, message, ...where, hint });
  }

  #position(offset: number | undefined): { line: number; column: number } {
    if (offset === undefined) return { line: 1, column: 1 };
    return this.#lines.position(offset);
  }
}
