import { checkInputs } from './definition/inputs/check-inputs.ts';
import { placeInputProblems } from './definition/inputs/place-input-problems.ts';
import type { JsonObject } from './definition/json.ts';
import { DefinitionError } from './definition/problem.ts';
import type { RunDefinition } from './definition/run-definition.ts';
import type { ReusedRun } from './workflows/reuse.ts';

/** All that makes a run: it is known to be right before anything is started for it. */
export interface RunPlan {
  readonly definition: RunDefinition;
  /** Checked, with defaults filled in. */
  readonly inputs: JsonObject;
  readonly reuse?: ReusedRun;
}

/** @throws DefinitionError for inputs that the definition does not take. */
export function planRun(
  definition: RunDefinition,
  given: JsonObject,
  where: Parameters<typeof placeInputProblems>[1],
): RunPlan {
  const { inputs, problems } = checkInputs(definition.inputs, given);
  if (problems.length > 0) throw new DefinitionError(placeInputProblems(problems, where));
  return { definition, inputs };
}
