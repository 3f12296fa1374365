import { checkInputs, unknownInputs, type InputProblem } from '../definition/inputs/check-inputs.ts';
import type { JsonObject } from '../definition/json.ts';
import type { RunDefinition } from '../definition/run-definition.ts';

/** The inputs that are given or have a default. Those that are missing yet are no problem: nothing starts. */
export function knownInputs(
  { inputs: declared }: RunDefinition,
  given: JsonObject,
): { inputs: JsonObject; problems: InputProblem[] } {
  const entries = Object.entries(declared).filter(([name, { default: standard }]) =>
    Object.hasOwn(given, name) ? given[name] !== null || standard !== undefined : standard !== undefined,
  );
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(declared, name)));
  const { inputs, problems } = checkInputs(Object.fromEntries(entries), known);
  return { inputs, problems: [...unknownInputs(declared, given), ...problems.filter(({ input }) => input in inputs)] };
}
