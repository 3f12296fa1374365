import { z } from 'zod';

/** What the schema says of a value in words and examples. What it says of a value, it says of the same value where it is optional. */
export function metaOf(schema: z.core.$ZodType): z.core.GlobalMeta {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const own = z.globalRegistry.get(schema) ?? {};
  return def.type === 'optional' ? { ...metaOf(def.innerType), ...own } : own;
}
