import type { JsonSchema } from './as-written.ts';

/**
 * "Any JSON" comes out of the library as a recursive definition, which says nothing and clutters what editors show. Leaves it
 * out, and with it every definition that nothing refers to.
 */
export function withoutAnyValue(schema: JsonSchema): JsonSchema {
  const { definitions, ...body } = schema as JsonSchema & { definitions?: Record<string, JsonSchema> };
  const saysNothing = (reference: unknown) =>
    typeof reference === 'string' && Object.keys(definitions?.[nameIn(reference)] ?? { some: 1 }).length === 0;
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, allOf, ...rest } = value as JsonSchema;
    const kept = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, clean(inner)])) as JsonSchema;
    if (kept.anyOf?.some((part) => Object.keys(part).length === 0)) delete kept.anyOf;
    if ($ref !== undefined) return saysNothing($ref) ? {} : { ...kept, $ref };
    const parts = allOf?.filter((part) => !saysNothing(part.$ref)) ?? [];
    return parts.length > 0 ? { ...kept, allOf: clean(parts) } : kept;
  };
  const cleaned = clean(body) as JsonSchema;
  const used: Record<string, unknown> = {};
  const collect = (value: unknown): void => {
    for (const [, name] of JSON.stringify(value).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (name === undefined || Object.hasOwn(used, name)) continue;
      used[name] = clean(definitions?.[name]);
      collect(used[name]);
    }
  };
  collect(cleaned);
  return { ...cleaned, definitions: used };
}

const nameIn = (reference: string): string => reference.replace('#/definitions/', '');
