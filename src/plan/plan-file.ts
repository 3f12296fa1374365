import { checkAgents } from '../check-agents.ts';
import { placeInputProblems } from '../definition/inputs/place-input-problems.ts';
import { readWrittenInputs, type WrittenInputs } from '../definition/inputs/written-inputs.ts';
import { loadDefinition, type LoadOptions } from '../definition/load.ts';
import type { JsonObject } from '../definition/json.ts';
import type { Problem } from '../definition/problem.ts';
import type { EstimateOptions } from './estimate.ts';
import { knownInputs } from './known-inputs.ts';
import { planOf, type Plan } from './plan.ts';
import { tooLarge } from './too-large.ts';

export interface PlanOptions extends LoadOptions, EstimateOptions {
  readonly inputs: WrittenInputs | { readonly values: JsonObject };
  /** Where agents are looked for. */
  readonly root: string;
}

/** The plan of a definition in a file; a plan of nothing where the file is not valid. `problems` says why. */
export function planFile(file: string, options: PlanOptions): Plan {
  const loaded = loadDefinition(file, options);
  const { definition, place } = loaded;
  if (!definition) return { ...NOTHING, problems: loaded.problems };
  const where = { file, place, payloadsAreKept: options.payloadsAreKept };
  const written =
    'values' in options.inputs
      ? { ...options.inputs, inFile: [], inArguments: [] }
      : readWrittenInputs(options.inputs, definition.inputs);
  const known = knownInputs(definition, written.values);
  const problems: Problem[] = [
    ...loaded.problems,
    ...checkAgents(loaded, file, options.root),
    ...written.inFile,
    ...placeInputProblems([...written.inArguments, ...known.problems], where),
    ...tooLarge(definition, known.inputs, where),
  ];
  return { name: definition.name, ...planOf(definition, known.inputs, options), problems };
}

const NOTHING: Plan = {
  phases: [],
  agents: 0,
  events: 0,
  history_bytes: 0,
  peak_pending: 0,
  children: 0,
  problems: [],
};
