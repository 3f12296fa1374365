import { didYouMean } from '../did-you-mean.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Path } from '../path.ts';
import type { InputDefinition } from '../run-definition.ts';
import { describe, listOf } from '../say.ts';
import { TYPE_NAMES, valueFaults } from './value-faults.ts';

/** Something wrong with the values that a run is given. */
export interface InputProblem {
  readonly code: 'bad-input';
  /** The input that it is about; it may be one that there is not. */
  readonly input: string;
  /** In its value: `[2]` for the third item. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string | null;
}

export type DeclaredInputs = Readonly<Record<string, InputDefinition>>;

/**
 * Checks the values for a run's inputs, and fills in what is not given. A null is no value. The client asks before it starts
 * a run, the worker before it begins one, since runs are started by others too, and a run before it starts a sub-workflow.
 */
export function checkInputs(
  declared: DeclaredInputs,
  given: JsonObject,
): { inputs: JsonObject; problems: InputProblem[] } {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { inputs: {}, problems: [problem('', `the inputs must be a mapping, not ${describe(given)}`)] };
  }
  const problems = unknownInputs(declared, given);
  const inputs: Record<string, Json> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? input.default;
    if (value === undefined) problems.push(missingInput(name, input));
    else {
      // What is faulty in a default was found with the definition.
      for (const fault of valueFaults(value, input, { name })) {
        problems.push({
          code: 'bad-input',
          input: name,
          path: fault.path,
          message: `input ${fault.message}`,
          hint: fault.hint ?? null,
        });
      }
      inputs[name] = value;
    }
  }
  return { inputs, problems };
}

/** Names that are given and that the definition does not have. */
export function unknownInputs(declared: DeclaredInputs, given: JsonObject): InputProblem[] {
  const names = Object.keys(declared);
  return Object.keys(given).flatMap((name) => {
    if (Object.hasOwn(declared, name)) return [];
    const meant = didYouMean(name, names);
    const message = `there is no input "${name}"` + (meant ? `; did you mean "${meant}"?` : '');
    return [
      problem(name, message, names.length > 0 ? `The inputs are: ${listOf(names)}.` : 'The workflow has no inputs.'),
    ];
  });
}

export const missingInput = (name: string, { type, description }: InputDefinition): InputProblem =>
  problem(
    name,
    `input "${name}" has no value, and no default`,
    `It must be ${TYPE_NAMES[type]}` + (description === undefined ? '.' : `: ${description}`),
  );

const problem = (input: string, message: string, hint: string | null = null): InputProblem => ({
  code: 'bad-input',
  input,
  path: [],
  message,
  hint,
});
