import type { JsonObject } from '../json.ts';
import type { Problem } from '../problem.ts';
import { readSource } from '../read-source.ts';
import { noReferences } from '../references/reference-place.ts';
import { describe } from '../say.ts';

/** Reads `--input-file`: YAML or JSON, a mapping from input to value. Nothing in it refers to anything: it is data. */
export function readInputFile(file: string): { values: JsonObject; problems: readonly Problem[] } {
  const read = readSource(file, { environment: {}, placeOf: noReferences });
  if (!read.source) return { values: {}, problems: [read.problem] };
  const { source } = read;
  const { data } = source;
  if (data === null || data === undefined) return { values: {}, problems: source.problems };
  if (typeof data === 'object' && !Array.isArray(data))
    return { values: data as JsonObject, problems: source.problems };
  source.report({
    code: 'bad-input',
    message: `the inputs must be a mapping, not ${describe(data)}`,
    path: [],
    hint: 'Write a line "name: value" for each input.',
  });
  return { values: {}, problems: source.problems };
}
