import { didYouMean } from '../did-you-mean.ts';
import { checkReference } from './check-reference.ts';
import { checkStatuses } from './check-statuses.ts';
import { checkTypes } from './check-types.ts';
import type { ExpressionFault } from './fault.ts';
import { hyphenatedNames } from './hyphenated-names.ts';
import { parseExpression } from './parse-expression.ts';
import type { Scope } from './scope.ts';
import { SYNONYMS } from './vocabulary.ts';

export type { ExpressionFault } from './fault.ts';
export type { Scope } from './scope.ts';

/** Everything that can be known to be wrong with an expression before the run, in the order of the text. */
export function checkExpression(expression: string, scope: Scope): ExpressionFault[] {
  const reading = parseExpression(expression, nearestFunction);
  const hyphenated = hyphenatedNames(expression, scope, reading.parsed && reading.references);
  if (!reading.parsed) return hyphenated.length > 0 ? hyphenated : [...reading.faults];
  const { parsed, references } = reading;
  const faults = [
    ...reading.faults,
    ...references.flatMap((reference) => checkReference(reference, scope)),
    ...checkStatuses(parsed.ast, references),
  ].filter(({ start }) => !hyphenated.some((name) => name.start <= start && start < name.end));
  faults.push(...hyphenated);
  // The types of what is not there are not known.
  if (faults.length === 0) faults.push(...checkTypes(expression, parsed, references, scope));
  return faults.sort((one, other) => one.start - other.start);
}

function nearestFunction(word: string, candidates: readonly string[]): string | undefined {
  return Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : didYouMean(word, candidates);
}
