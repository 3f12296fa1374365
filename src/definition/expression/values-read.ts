import type { Json } from '../json.ts';
import { programOf } from './program.ts';
import type { Reference } from './references.ts';
import { wholeExpression } from './template.ts';
import { valuesFor, type Variables } from './variables.ts';

const MAX_VALUES = 8;
const MAX_CHARACTERS = 60;

/**
 * What an expression saw, for the reason of a skip: `phases.a.outputs.b is [], inputs.env is "dev"`. Empty for one that
 * reads nothing. Of an `if` as it is written: bare, or one whole `${{ }}`. @throws ExpressionError
 */
export function valuesRead(expression: string, variables: Variables): string {
  const { references } = programOf(wholeExpression(expression)?.text ?? expression);
  const values = valuesFor(references, variables);
  const said = [...new Set(references.map((reference) => say(reference, values)))];
  const more = said.length - MAX_VALUES;
  return said.slice(0, MAX_VALUES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function say({ steps }: Reference, values: Json): string {
  const path = steps.map(({ name }, index) => written(name, index === 0)).join('');
  let value: Json | undefined = values;
  for (const { name } of steps) value = entryOf(value, name);
  return value === undefined ? `${path} is not there` : `${path} is ${shortened(JSON.stringify(value))}`;
}

function written(name: string | number, first: boolean): string {
  if (typeof name === 'number' || !/^[A-Za-z_]\w*$/.test(name)) return `[${JSON.stringify(name)}]`;
  return first ? name : `.${name}`;
}

const entryOf = (value: Json | undefined, name: string | number): Json | undefined =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? new Map<string, Json>(Object.entries(value)).get(String(name))
    : undefined;

const shortened = (text: string): string =>
  text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;
