import { CelFault } from './cel.ts';
import { MAX_RESULT_DEPTH, MAX_STEPS, MAX_TEXT } from './limits.ts';

/** What is left to the evaluation under way. It is synchronous, so there is never a second one. */
let left = 0;

/** Evaluates within `MAX_STEPS`. @throws CelFault when more is needed */
export function withinBudget<T>(evaluate: () => T): T {
  left = MAX_STEPS;
  let result: T;
  try {
    result = evaluate();
  } catch (error) {
    throw left < 0 ? exhausted : error;
  }
  // `a || true` and `exists` drop an error of one side; this one must not be lost.
  if (left < 0) throw exhausted;
  return result;
}

export function spend(steps: number): void {
  left -= steps;
  if (left < 0) throw exhausted;
}

/** For an operation that goes through values to the bottom. Counting them stops when there is nothing left. */
export function spendOnAll(values: readonly unknown[], depth = 0): void {
  if (depth > MAX_RESULT_DEPTH)
    throw new CelFault('failed', `a value is nested more than ${MAX_RESULT_DEPTH} levels deep`);
  spend(values.length / 8);
  for (const value of values) {
    if (typeof value === 'string') spendOnText(value);
    else if (typeof value === 'object' && value !== null) spendOnAll(Object.values(value), depth + 1);
  }
}

export function spendOnText(text: string): void {
  if (text.length > 64) spend(text.length / 64);
}

/** Before a text of this length is made: one that doubles is soon larger than the memory. */
export function checkTextLength(length: number): void {
  if (length > MAX_TEXT) throw new CelFault('failed', `it makes a text of more than ${MAX_TEXT} characters`);
}

/** One for all: after it, a macro may throw it again for each element that it has left. */
const exhausted = new CelFault(
  'failed',
  'it takes too long: macros may go through about 100,000 elements in one evaluation',
  { start: 0, end: 0 },
);
