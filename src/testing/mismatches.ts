import type { Json } from '../definition/json.ts';
import type { Path } from '../definition/path.ts';

/** Something that did not come out as it was expected. */
export interface Mismatch {
  /** In the expectation. */
  readonly path: Path;
  readonly expected: Json;
  /** `undefined` where there is nothing at all. */
  readonly found: Json | undefined;
  /** In words, where values do not say it. */
  readonly note?: string;
}

/** Where a value is not what was expected: of a mapping the keys that are expected count, a list must be the same. */
export function* differences(expected: Json, found: Json | undefined, path: Path): Generator<Mismatch> {
  if (isMapping(expected) && isMapping(found)) {
    for (const [key, value] of Object.entries(expected)) {
      yield* differences(value, Object.hasOwn(found, key) ? found[key] : undefined, [...path, key]);
    }
  } else if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    for (const [index, value] of (expected as readonly Json[]).entries())
      yield* differences(value, found[index] as Json, [...path, index]);
  } else if (JSON.stringify(expected) !== JSON.stringify(found)) yield { path, expected, found };
}

/** A text that must be part of another. */
export function* missing(part: string, found: string | null | undefined, path: Path): Generator<Mismatch> {
  if (!found?.includes(part)) yield { path, expected: part, found: found ?? undefined, note: 'is not part of it' };
}

const isMapping = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
