import { z } from 'zod';

/** What an editor offers to write for a new mapping: its required keys, each with its example to be typed over. */
export function snippetFor(schema: z.core.$ZodType, label: string): { label: string; body: unknown } {
  let number = 0;
  const fill = (inner: z.core.$ZodType): unknown => {
    const { def } = (inner as z.core.$ZodTypes)._zod;
    if (def.type === 'optional') return fill(def.innerType);
    if (def.type === 'array') return [fill(def.element)];
    if (def.type === 'object') {
      const oneOf = z.globalRegistry.get(inner)?.['oneOf'];
      const first: unknown = Array.isArray(oneOf) ? oneOf[0] : undefined;
      const wanted = Object.entries(def.shape).filter(
        ([key, value]) => key === first || (value as z.core.$ZodTypes)._zod.def.type !== 'optional',
      );
      return Object.fromEntries(wanted.map(([key, value]) => [key, fill(value)]));
    }
    const example = z.globalRegistry.get(inner)?.examples;
    number += 1;
    return `\${${number}:${Array.isArray(example) ? String(example[0]) : ''}}`;
  };
  return { label, body: fill(schema) };
}
