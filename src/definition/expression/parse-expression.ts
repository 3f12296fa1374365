import { CelFault, parse, type Parsed } from './cel.ts';
import { explain } from './explain.ts';
import type { ExpressionFault } from './fault.ts';
import { guard, type Nearest } from './guard.ts';
import { MAX_DEPTH, MAX_EXPRESSION } from './limits.ts';
import { isDeeperThan, referencesOf, type Reference } from './references.ts';

/** A text that is an expression; it may still be faulty. One that is none has faults only. */
export type Reading =
  | { readonly parsed: Parsed; readonly references: readonly Reference[]; readonly faults: readonly ExpressionFault[] }
  | Refusal;

interface Refusal {
  readonly parsed?: undefined;
  readonly faults: readonly [ExpressionFault];
}

/** Parses what is short enough, and applies what holds for every expression, whatever it is for. */
export function parseExpression(text: string, nearest?: Nearest): Reading {
  if (text.length > MAX_EXPRESSION) {
    const [fault] = refuse(
      text,
      `the expression has ${text.length} characters; at most ${MAX_EXPRESSION} are read`,
    ).faults;
    return { faults: [{ ...fault, code: 'too-large' }] };
  }
  if (text.trim() === '') return refuse(text, 'the expression is empty', 'Write one, such as inputs.name == "a".');
  try {
    const parsed = parse(text);
    if (isDeeperThan(MAX_DEPTH, parsed.ast)) return refuse(text, `it is nested more than ${MAX_DEPTH} levels deep`);
    const references = referencesOf(parsed.ast);
    return { parsed, references, faults: guard(text, parsed.ast, references, nearest) };
  } catch (error) {
    if (error instanceof CelFault) return { faults: [explain(error, text)] };
    throw error;
  }
}

const refuse = (text: string, message: string, hint = 'Let an agent compute it.'): Refusal => ({
  faults: [{ code: 'bad-expression', message, start: 0, end: text.length, hint }],
});
