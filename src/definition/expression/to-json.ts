import { CelFault, withoutOptional } from './cel.ts';
import { MAX_RESULT_DEPTH, MAX_RESULT_TEXT, MAX_RESULT_VALUES } from './limits.ts';
import type { Json } from '../json.ts';

/**
 * The result of an expression as JSON, deeply. A BigInt must not get out: Temporal cannot store one, and a workflow that
 * returns it fails its task for ever. Counted, since a value may hold another many times over.
 * @throws CelFault
 */
export function toJson(value: unknown): Json {
  let values = 0;
  let characters = 0;
  return convert(value, 0);

  function convert(given: unknown, depth: number): Json {
    const one = withoutOptional(given);
    if (++values > MAX_RESULT_VALUES) throw refused(`the result holds more than ${MAX_RESULT_VALUES} values`);
    if (depth > MAX_RESULT_DEPTH) throw refused(`the result is nested more than ${MAX_RESULT_DEPTH} levels deep`);
    if (typeof one === 'string') {
      characters += one.length;
      if (characters > MAX_RESULT_TEXT) throw refused(`the result has more than ${MAX_RESULT_TEXT} characters`);
      return one;
    }
    if (one === null || typeof one === 'boolean') return one;
    if (typeof one === 'bigint') return integer(one);
    if (typeof one === 'number') {
      if (Number.isFinite(one)) return one === 0 ? 0 : one; // JSON has no -0
      throw refused(`the result is ${one}, which JSON does not have`);
    }
    if (Array.isArray(one)) return one.map((element) => convert(element, depth + 1));
    if (typeof one === 'object' && isMapping(one)) {
      return Object.fromEntries(Object.entries(one).map(([key, entry]) => [key, convert(entry, depth + 1)]));
    }
    throw refused('the result is neither text, number, boolean, null, list nor mapping');
  }
}

function integer(value: bigint): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw refused(`the integer ${value} is beyond 2^53, so JSON cannot hold it; string(…) makes it a text`);
}

/** Of any realm: the workflow sandbox has an Object of its own. */
function isMapping(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null);
}

const refused = (message: string): CelFault => new CelFault('failed', message);
