import type { Json, JsonObject } from '../json.ts';
import type { Problem } from '../problem.ts';
import type { DeclaredInputs, InputProblem } from './check-inputs.ts';
import { parseInputArgument } from './parse-input-argument.ts';
import { readInputFile } from './read-input-file.ts';

/** Inputs as the command line gives them. */
export interface WrittenInputs {
  /** `name=value`; of two for one input the last one holds. */
  readonly arguments?: readonly string[];
  /** YAML or JSON; what stands in `arguments` wins. */
  readonly file?: string;
}

export function readWrittenInputs(
  { arguments: written = [], file }: WrittenInputs,
  declared: DeclaredInputs,
): { values: JsonObject; inFile: readonly Problem[]; inArguments: readonly InputProblem[] } {
  const read = file === undefined ? { values: {}, problems: [] } : readInputFile(file);
  const values: Record<string, Json> = { ...read.values };
  const inArguments: InputProblem[] = [];
  for (const argument of written) {
    const parsed = parseInputArgument(argument, declared);
    if (parsed.problem) inArguments.push(parsed.problem);
    else values[parsed.name] = parsed.value;
  }
  return { values, inFile: read.problems, inArguments };
}
