import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import type { Finding, Path } from './source.ts';

/**
 * What the language allows everywhere, so that the schema need not say it: null is absence, `x-*` keys are free, one value
 * stands for a list of one, older files write `yes` for true, and a number for a text. What is left over is an unknown key.
 */
export function normalise(
  data: unknown,
  schema: z.core.$ZodType,
  path: Path = [],
): { data: unknown; findings: Finding[] } {
  const findings: Finding[] = [];
  return { data: walk(data, schema, path, findings), findings };
}

function walk(data: unknown, schema: z.core.$ZodType, path: Path, findings: Finding[]): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
      return walk(data, def.innerType, path, findings);
    case 'object':
      return isMapping(data) ? walkMapping(data, def.shape, path, findings) : longForm(data, schema);
    case 'array':
      if (Array.isArray(data)) return data.map((item, index) => walk(item, def.element, [...path, index], findings));
      return typeof data === 'string' ? [data] : data;
    case 'boolean':
      return typeof data === 'string' ? readOldBoolean(data, path, findings) : data;
    case 'string':
      return typeof data === 'number' && path.at(-1) === 'version' ? String(data) : data;
    default:
      return data;
  }
}

/** `depends_on: [a]` stands for `depends_on: [{ phase: a }]`: the schema names the key that a text alone is the value of. */
function longForm(data: unknown, schema: z.core.$ZodType): unknown {
  const shorthand = z.globalRegistry.get(schema)?.['shorthand'];
  return typeof data === 'string' && typeof shorthand === 'string' ? { [shorthand]: data } : data;
}

function walkMapping(
  data: Record<string, unknown>,
  shape: Record<string, z.core.$ZodType>,
  path: Path,
  findings: Finding[],
) {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(data)) {
    if (key.startsWith('x-')) continue;
    const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (schema) {
      if (value !== null) result[key] = walk(value, schema, [...path, key], findings);
      continue;
    }
    const known = Object.keys(shape);
    const meant = didYouMean(key, known);
    findings.push({
      code: 'unknown-key',
      message: `unknown key "${key}"` + (meant ? `; did you mean "${meant}"?` : ''),
      path: [...path, key],
      at: 'key',
      ...(meant === undefined ? {} : { insteadOf: [...path, meant] }),
      hint: `Allowed here: ${known.join(', ')}. Keys of your own begin with x-.`,
    });
  }
  return result;
}

function readOldBoolean(written: string, path: Path, findings: Finding[]): unknown {
  const value = { yes: true, on: true, no: false, off: false }[written.toLowerCase()];
  if (value === undefined) return written;
  findings.push({
    code: 'yaml-1.1-boolean',
    severity: 'warning',
    message: `"${written}" is text in YAML 1.2; it is read as ${value}, as older files mean it`,
    path,
    hint: `Write ${value}.`,
  });
  return value;
}

const isMapping = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);
