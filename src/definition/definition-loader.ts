import { basename, dirname, extname, isAbsolute, join, relative, resolve as absolutePath } from 'node:path';
import { check } from './check.ts';
import { listsOf, phasesOf, type PhasePlace } from './checks/checked-file.ts';
import { checkConfigKeys } from './checks/config-keys.ts';
import { MAX_NESTED, MAX_SIZE } from './limits.ts';
import { loadSections } from './load-sections.ts';
import { parse } from './parse.ts';
import { formatPath, type Path } from './path.ts';
import type { Problem } from './problem.ts';
import { readSource } from './read-source.ts';
import type { Environment } from './references/read-variable.ts';
import { resolve, type RunOverrides } from './resolve.ts';
import type { RunDefinition } from './run-definition.ts';
import { workflowSchema } from './schema/workflow.ts';
import type { Source } from './source.ts';
import { withoutUndefined } from './without-undefined.ts';

export interface LoadOptions {
  /** Where `${VAR}` is looked up. */
  readonly environment: Environment;
  readonly overrides?: RunOverrides;
}

/** A definition file that was read, with all that can be said about it. */
export interface Loaded {
  readonly file: string;
  /** Missing where a problem is an error. */
  readonly definition?: RunDefinition;
  readonly problems: readonly Problem[];
  /** Where in the file something is written: to show a failed agent with its line. */
  readonly place: (path: Path) => { line: number; column: number };
  /** By the phase that runs them. */
  readonly subWorkflows: ReadonlyMap<string, Loaded>;
}

/** What a definition comes to with its sub-workflows. */
interface Extent {
  readonly size: number;
  readonly depth: number;
}

/** Loads a definition and the sub-workflows that it runs, each file once. */
export class DefinitionLoader {
  readonly #options: LoadOptions;
  readonly #loaded = new Map<string, Loaded>();
  readonly #extents = new Map<Loaded, Extent>();
  /** In the order in which the files are first named. */
  readonly #problems: (readonly Problem[])[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /** Of all files. What two of them say of a configuration that they share is told once. */
  problems(): Problem[] {
    return [...new Map(this.#problems.flat().map((problem) => [JSON.stringify(problem), problem])).values()];
  }

  load(file: string): Loaded {
    const read = readSource(file, this.#options);
    if (read.source) return this.#loadSource(read.source, [absolutePath(file)]);
    this.#problems.push([read.problem]);
    return { file, problems: [read.problem], place: () => ({ line: 1, column: 1 }), subWorkflows: new Map() };
  }

  /** `nested` are the files that lead here, this one last. */
  #loadSource(source: Source, nested: readonly string[]): Loaded {
    const slot = this.#problems.push([]) - 1;
    const loaded = this.#check(source, nested);
    this.#problems[slot] = loaded.problems;
    this.#loaded.set(nested.at(-1)!, loaded);
    return loaded;
  }

  #check(source: Source, nested: readonly string[]): Loaded {
    const { file } = source;
    const place = (path: Path) => source.place(path);
    if (source.data === null || source.data === undefined) {
      if (source.problems.length === 0) {
        source.report({ code: 'missing-key', message: 'the file is empty', path: [], hint: 'Begin with "phases:".' });
      }
      return { file, problems: inOrder(source.problems), place, subWorkflows: new Map() };
    }
    const { value, parts, doubtful } = parse(source, workflowSchema);
    const phases = phasesOf(parts);
    const lists = listsOf(parts, phases);
    const { sections, problems, isUnread } = loadSections(
      { parts, doubtful },
      lists,
      source,
      this.#options.environment,
    );
    const children = this.#loadChildren(phases, source, nested);
    const faulty = phases.filter(
      ({ index, phase }) => phase.workflow && !phase.agents && !children.get(index)?.definition,
    );
    const checked = {
      parts,
      phases,
      lists,
      references: source.references,
      doubtful: new Set([...doubtful, ...faulty.map(({ index }) => formatPath(['phases', index, 'workflow']))]),
      subWorkflows: new Map([...children].flatMap(([index, child]) => interfaceOf(index, child))),
    };
    for (const finding of check(checked)) source.report(finding);
    // A file that could not be read says nothing about its sections.
    if (!isUnread) for (const finding of checkConfigKeys(lists, sections)) source.report(finding);
    const subWorkflows = new Map(
      [...children].flatMap(([index, child]) => {
        const name = parts.phases?.[index]?.name;
        return name === undefined ? [] : [[name, child] as const];
      }),
    );
    const all = [...inOrder(source.problems), ...inOrder(problems)];
    const loaded = { file, problems: all, place, subWorkflows };
    if (!value || faulty.length > 0 || all.some(({ severity }) => severity === 'error')) return loaded;
    const definition = resolve(value, value.name ?? nameOf(file), sections ?? {}, {
      ...withoutUndefined({ overrides: this.#options.overrides }),
      subWorkflows: new Map([...subWorkflows].map(([name, child]) => [name, child.definition!])),
    });
    const whole = { ...loaded, definition };
    this.#extents.set(whole, this.#extentOf(definition, [...children.values()]));
    return whole;
  }

  #loadChildren(phases: readonly PhasePlace[], source: Source, nested: readonly string[]): Map<number, Loaded> {
    const children = new Map<number, Loaded>();
    let total = 0;
    for (const { index, phase } of phases) {
      // Beside agents it is in the wrong place, which is said once.
      if (!phase.workflow || phase.agents) continue;
      const path = ['phases', index, 'workflow'];
      const child = this.#loadChild(phase.workflow, path, source, nested);
      if (!child) continue;
      children.set(index, child);
      const { size, depth } = this.#extents.get(child) ?? { size: 0, depth: 0 };
      total += size;
      if (nested.length + depth > MAX_NESTED) {
        const message = `sub-workflows are nested more than ${MAX_NESTED} deep`;
        source.report({ code: 'too-deep', message, path, hint: 'Let one workflow run several others instead.' });
      } else if (total > MAX_SIZE && total - size <= MAX_SIZE) {
        const message = `its sub-workflows have more than ${MAX_SIZE} phases and agents, counted as often as they run`;
        source.report({ code: 'too-large', message, path, hint: 'Run some of them on their own.' });
      }
    }
    return children;
  }

  #loadChild(written: string, path: Path, source: Source, nested: readonly string[]): Loaded | undefined {
    const file = isAbsolute(written) ? written : join(dirname(source.file), written);
    const absolute = absolutePath(file);
    const known = this.#loaded.get(absolute);
    if (known) return known;
    if (nested.includes(absolute)) {
      const circle = [...nested.slice(nested.indexOf(absolute)), absolute];
      const names = circle.map((each) => relative(dirname(nested[0]!), each));
      const message = `the workflows run each other in a circle: ${names.join(' -> ')}`;
      const hint = 'An arrow reads "runs". Remove one of them; what is to be repeated is a for_each.';
      source.report({ code: 'recursive-workflow', message, path, hint });
      return undefined;
    }
    const read = readSource(file, this.#options);
    if (read.source) return this.#loadSource(read.source, [...nested, absolute]);
    const { code, message, hint } = read.problem;
    if (code === 'file-not-found') {
      const remedy = 'The path is relative to this file.';
      source.report({ code, message: `workflow ${written}: ${message}`, path, hint: remedy });
    } else
      source.report({ code, message: `workflow ${written}: ${message}`, path, ...(hint === null ? {} : { hint }) });
    return undefined;
  }

  #extentOf({ phases, onFailure, finally: atTheEnd }: RunDefinition, children: readonly Loaded[]): Extent {
    const own = phases.reduce((sum, { agents }) => sum + 1 + agents.length, onFailure.length + atTheEnd.length);
    const below = children.map((child) => this.#extents.get(child)!);
    return {
      size: below.reduce((sum, { size }) => sum + size, own),
      depth: 1 + below.reduce((most, { depth }) => Math.max(most, depth), 0),
    };
  }
}

/** What the phase that runs it must know. */
function interfaceOf(index: number, { definition }: Loaded) {
  if (!definition) return [];
  return [[index, { inputs: definition.inputs, outputs: Object.keys(definition.outputs) }] as const];
}

const inOrder = (problems: readonly Problem[]): Problem[] =>
  problems.toSorted((a, b) => a.line - b.line || a.column - b.column);

/** The file's stem, with what a name cannot have as `_`. */
function nameOf(file: string): string {
  const stem = basename(file, extname(file))
    .replace(/[^A-Za-z0-9_-]/g, '_')
    .slice(0, 64);
  return /^[A-Za-z_]/.test(stem) ? stem : `_${stem}`.slice(0, 64);
}
