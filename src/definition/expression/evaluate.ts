import type { Json } from '../json.ts';
import { ExpressionError } from './expression-error.ts';
import { programOf } from './program.ts';
import { escapeText, scan, wholeExpression } from './template.ts';
import { valuesFor, type Variables } from './variables.ts';

export { ExpressionError } from './expression-error.ts';
export { valuesRead } from './values-read.ts';
export type { Variables } from './variables.ts';

/** The value of a CEL expression. The same each time for the same variables, and in a bounded time. @throws ExpressionError */
export function evaluate(expression: string, variables: Variables): Json {
  const { references, run } = programOf(expression);
  return run(valuesFor(references, variables));
}

/** Of an `if`: bare CEL, or exactly one `${{ }}`. @throws ExpressionError also if the value is not a boolean */
export function evaluateCondition(expression: string, variables: Variables): boolean {
  const bare = wholeExpression(expression)?.text ?? expression;
  const value = evaluate(bare, variables);
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`a condition must be true or false, not ${JSON.stringify(value).slice(0, 60)}`, expression);
}

/**
 * A text with the values of its expressions in it: a number or a boolean as JSON has it, a list or a mapping as JSON.
 * @throws ExpressionError, TemplateError
 */
export function renderText(written: string, variables: Variables): string {
  return [...scan(written)].map((part) => (part.kind === 'secret' ? part.written : literal(part, variables))).join('');
}

/**
 * A value with each of its texts rendered; one that is exactly one `${{ }}` takes the type of its value. The result is
 * literal. With `keepWritten` it stays in the written form, so that the worker finds the secrets which the file refers to,
 * and none that an input or an output names: what an expression gives is escaped.
 * @throws ExpressionError, TemplateError
 */
export function render(value: Json, variables: Variables, options: { readonly keepWritten?: boolean } = {}): Json {
  if (typeof value !== 'string') return inside(value, (entry) => render(entry, variables, options));
  const whole = wholeExpression(value);
  if (!whole) return options.keepWritten ? renderWritten(value, variables) : renderText(value, variables);
  const result = evaluate(whole.text, variables);
  return options.keepWritten ? escapeAll(result) : result;
}

/** Escaped in whole runs, not part by part: `${` may also come of a `$` at the end of one and a `{` at the start of the next. */
function renderWritten(written: string, variables: Variables): string {
  let rendered = '';
  let run = '';
  for (const part of scan(written)) {
    if (part.kind !== 'secret') run += literal(part, variables);
    else if (run.endsWith('$')) {
      throw new ExpressionError(`the text before ${part.written} ends in "$", which would escape it`, written);
    } else {
      rendered += escapeText(run) + part.written;
      run = '';
    }
  }
  return rendered + escapeText(run);
}

function literal(part: { readonly kind: 'text' | 'expression'; readonly text: string }, variables: Variables): string {
  if (part.kind === 'text') return part.text;
  const value = evaluate(part.text, variables);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const escapeAll = (value: Json): Json => (typeof value === 'string' ? escapeText(value) : inside(value, escapeAll));

function inside(value: Exclude<Json, string>, change: (entry: Json) => Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(change);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, change(entry)]));
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
