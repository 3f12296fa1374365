import type { Json } from '../json.ts';
import { noReferences } from '../references/reference-place.ts';
import { quote } from '../say.ts';
import { Source } from '../source.ts';
import type { DeclaredInputs, InputProblem } from './check-inputs.ts';

/**
 * Reads `--input name=value`. The value of a text input is taken as it is; those of others are YAML, of which JSON is a part:
 * `n=3`, `flag=true`, `roads=[a, b]`. Whether it is a value that the input can have is for `checkInputs`.
 */
export function parseInputArgument(
  argument: string,
  declared: DeclaredInputs,
): { name: string; value: Json; problem?: undefined } | { problem: InputProblem } {
  const end = argument.indexOf('=');
  if (end < 1) {
    const message = `${quote(argument)} is not NAME=VALUE`;
    return { problem: problem(end < 0 ? argument : '', message, 'Write --input env=prod.') };
  }
  const name = argument.slice(0, end);
  const written = argument.slice(end + 1);
  const type = Object.hasOwn(declared, name) ? declared[name]!.type : undefined;
  if (type === undefined || type === 'string') return { name, value: written };
  const source = new Source('', written, { environment: {}, placeOf: noReferences });
  const hint = `Write, for example, --input ${name}=${EXAMPLES[type]}`;
  const [fault] = source.problems;
  if (fault) return { problem: problem(name, `input "${name}" cannot be ${quote(written)}: ${fault.message}`, hint) };
  const value = source.data as Json;
  return value === null ? { problem: problem(name, `input "${name}" has no value`, hint) } : { name, value };
}

const EXAMPLES = { integer: '3', number: '1.5', boolean: 'true', array: "'[a, b]'", object: `'{"key": 1}'` } as const;

const problem = (input: string, message: string, hint: string): InputProblem => ({
  code: 'bad-input',
  input,
  path: [],
  message,
  hint,
});
