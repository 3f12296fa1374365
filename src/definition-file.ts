import { checkAgents } from './check-agents.ts';
import { placeInputProblems } from './definition/inputs/place-input-problems.ts';
import { readWrittenInputs, type WrittenInputs } from './definition/inputs/written-inputs.ts';
import type { JsonObject } from './definition/json.ts';
import { loadDefinition, type Loaded } from './definition/load.ts';
import { onlyPhase } from './definition/only-phase.ts';
import { pathOf } from './definition/path-of.ts';
import { DefinitionError, type Problem } from './definition/problem.ts';
import type { RunOverrides } from './definition/resolve.ts';
import type { RunDefinition } from './definition/run-definition.ts';
import { environment } from './environment.ts';
import { planRun, type RunPlan } from './plan-run.ts';

/** A workflow definition in a file, which is read once, and not before it is needed. */
export class DefinitionFile {
  readonly path: string;
  readonly #overrides: RunOverrides;
  #loaded: Loaded | undefined;

  constructor(path: string, overrides: RunOverrides) {
    this.path = path;
    this.#overrides = overrides;
  }

  /** @throws DefinitionError with every problem of the file. */
  get definition(): RunDefinition {
    const { definition, problems } = this.#load();
    if (!definition) throw new DefinitionError(problems);
    return definition;
  }

  /** Its warnings, also of agents that are not under `root`. @throws DefinitionError if it is not valid. */
  warnings(root: string): readonly Problem[] {
    const loaded = this.#load();
    if (!loaded.definition) throw new DefinitionError(loaded.problems);
    return [...loaded.problems, ...checkAgents(loaded, this.path, root)];
  }

  /** What a run of it is made of, or of one of its phases alone. @throws DefinitionError; UnknownPhaseError */
  plan(given: JsonObject = {}, phase?: string): RunPlan {
    const definition = phase === undefined ? this.definition : onlyPhase(this.definition, phase);
    return planRun(definition, given, this.#where);
  }

  /** @throws DefinitionError for what cannot be read */
  readInputs(written: WrittenInputs): JsonObject {
    const { values, inFile, inArguments } = readWrittenInputs(written, this.definition.inputs);
    const problems = [...inFile, ...placeInputProblems(inArguments, this.#where)];
    if (problems.some(({ severity }) => severity === 'error')) throw new DefinitionError(problems);
    return values;
  }

  /** Where a phase is written, or an agent of it, as `file:line`. */
  placeOf(phase: string, agent?: string): string | undefined {
    const { definition, place } = this.#load();
    const path = definition && pathOf(definition, phase, agent);
    return path && `${this.path}:${place(path).line}`;
  }

  get #where(): { file: string } & Pick<Loaded, 'place'> {
    return { file: this.path, place: this.#load().place };
  }

  #load(): Loaded {
    return (this.#loaded ??= loadDefinition(this.path, { environment, overrides: this.#overrides }));
  }
}
