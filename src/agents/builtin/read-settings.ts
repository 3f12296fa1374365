import { z } from 'zod';
import type { Json, JsonObject } from '../../definition/json.ts';

/** Settings that do not fit, with the place of each fault. No other attempt can mend them. */
export class BadSettings extends Error {
  /** The type of a config that does not fit, whoever finds it. */
  override readonly name = 'bad-config';
  readonly retryable = false;
}

/** The `configSchema` of an agent with these settings: some of them, since the others may stand in `with`. A null counts as absent. */
export function configSchemaOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.preprocess((value) => (isMapping(value) ? withoutNulls(value) : value), z.strictObject(shape).partial());
}

interface Given {
  readonly config: unknown;
  readonly input: JsonObject;
}

export interface Reading {
  /** For messages. */
  readonly agent: string;
  /** Mappings of which `with` may add to, or replace, single keys; of anything else it replaces the whole. */
  readonly mappings: readonly string[];
}

/**
 * An agent's settings: those of its config, in which those of its `with` win. Throws `BadSettings` with every fault and its place,
 * also for keys that are no setting.
 */
export function readSettings<Schema extends z.ZodObject>(
  schema: Schema,
  { config, input }: Given,
  { agent, mappings }: Reading,
): z.infer<Schema> {
  const [base, over] = [isMapping(config) ? withoutNulls(config) : {}, withoutNulls(input)];
  const both = mappings.filter((key) => isMapping(base[key]) && isMapping(over[key]));
  const merged = {
    ...base,
    ...over,
    ...Object.fromEntries(both.map((key) => [key, { ...(base[key] as JsonObject), ...(over[key] as JsonObject) }])),
  };
  const result = schema.safeParse(merged);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) =>
    faultsOf(issue, (key) => (key in base && !(key in over) ? 'config' : 'with')),
  );
  throw new BadSettings(`the settings of ${agent} are wrong: ${faults.slice(0, 20).join('; ')}`);
}

function faultsOf(issue: z.core.$ZodIssue, placeOf: (key: string) => string): string[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0)
    return issue.keys.map((key) => `${placeOf(key)}.${key}: there is no such setting`);
  const [first, ...rest] = issue.path;
  const steps = rest.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return [`${first === undefined ? 'with' : `${placeOf(String(first))}.${String(first)}${steps}`}: ${issue.message}`];
}

export function isMapping(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutNulls(mapping: JsonObject): Record<string, Json> {
  return Object.fromEntries(Object.entries(mapping).filter(([, value]) => value !== null));
}
