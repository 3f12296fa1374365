import type { z } from 'zod';

/** For each key of a schema the mappings that have it, in words: `timeout` stands at the top of the file, in an agent, ... */
export function whereKeysStand(schema: z.core.$ZodType): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  const seen = new Set<z.core.$ZodType>();
  const visit = (inner: z.core.$ZodType, place: string): void => {
    const { def } = (inner as z.core.$ZodTypes)._zod;
    if (def.type === 'optional') visit(def.innerType, place);
    else if (def.type === 'array') visit(def.element, place);
    else if (def.type === 'record') visit(def.valueType, place);
    if (def.type !== 'object' || seen.has(inner)) return;
    seen.add(inner);
    for (const [key, value] of Object.entries(def.shape)) {
      const known = places.get(key);
      if (known) known.push(place);
      else places.set(key, [place]);
      visit(value, PLACES[key] ?? `in ${key}`);
    }
  };
  visit(schema, 'at the top of the file');
  return places;
}

const PLACES: Readonly<Record<string, string>> = {
  phases: 'in a phase',
  agents: 'in an agent',
  inputs: 'in an input',
};
