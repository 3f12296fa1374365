import { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import type { Finding } from './finding.ts';
import { listOf, quote } from './say.ts';
import { freeMapping } from './schema/scalars.ts';
import { whereKeysStand } from './where-keys-stand.ts';

/**
 * What the language allows everywhere, so that the schema need not say it: null is absence, `x-*` keys are free, one value
 * stands for a list of one, older files write `yes` for true, and a number for a version. What is left over is an unknown key.
 */
export function normalise(data: unknown, schema: z.core.$ZodType): { data: unknown; findings: Finding[] } {
  const normaliser = new Normaliser(schema);
  return { data: normaliser.walk(data, schema), findings: normaliser.findings };
}

class Normaliser {
  readonly findings: Finding[] = [];
  readonly #path: (string | number)[] = [];
  readonly #schema: z.core.$ZodType;

  constructor(schema: z.core.$ZodType) {
    this.#schema = schema;
  }

  walk(data: unknown, schema: z.core.$ZodType): unknown {
    const { def } = (schema as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'optional':
      case 'nullable':
      case 'default':
        return this.walk(data, def.innerType);
      case 'object':
        return isMapping(data) ? this.#mapping(data, def.shape) : longForm(data, schema);
      case 'record':
        return isMapping(data) && schema !== freeMapping ? this.#record(data, def.valueType) : data;
      case 'array':
        return this.#list(data, def.element);
      case 'boolean':
        return typeof data === 'string' ? this.#oldBoolean(data) : data;
      case 'string':
        return typeof data === 'number' && this.#path.at(-1) === 'version' ? String(data) : data;
      default:
        return data;
    }
  }

  #inside(segment: string | number, data: unknown, schema: z.core.$ZodType): unknown {
    this.#path.push(segment);
    const walked = this.walk(data, schema);
    this.#path.pop();
    return walked;
  }

  #list(data: unknown, element: z.core.$ZodType): unknown {
    if (Array.isArray(data)) return data.map((item, index) => this.#inside(index, item, element));
    const isText = typeof data === 'string' && (element as z.core.$ZodTypes)._zod.def.type === 'string';
    const isShort = shorthandOf(element) !== undefined && (typeof data === 'string' || isMapping(data));
    return isText || isShort ? [this.#inside(0, data, element)] : data;
  }

  /** Keys that the author chose; an entry with nothing in it is an empty one. */
  #record(data: Record<string, unknown>, schema: z.core.$ZodType): unknown {
    const isMappings = ['object', 'record'].includes((schema as z.core.$ZodTypes)._zod.def.type);
    const entries = Object.entries(data).filter(([key]) => !key.startsWith('x-'));
    return Object.fromEntries(
      entries.map(([key, value]) => [key, this.#inside(key, value === null && isMappings ? {} : value, schema)]),
    );
  }

  #mapping(data: Record<string, unknown>, shape: Record<string, z.core.$ZodType>): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(data)) {
      const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (schema) {
        if (value !== null) result[key] = this.#inside(key, value, schema);
      } else if (!key.startsWith('x-')) this.#unknown(key, Object.keys(shape), data);
    }
    return result;
  }

  #unknown(key: string, known: readonly string[], data: Record<string, unknown>): void {
    const free = known.filter((name) => !Object.hasOwn(data, name));
    const meant = didYouMean(key, free) ?? free.find((name) => SYNONYMS[name]?.includes(key));
    this.findings.push({
      code: 'unknown-key',
      message: `unknown key ${quote(key)}` + (meant ? `; did you mean "${meant}"?` : ''),
      path: [...this.#path, key],
      at: 'key',
      ...(meant === undefined ? {} : { insteadOf: [...this.#path, meant] }),
      hint: `${meant === undefined ? this.#elsewhere(key) : ''}Allowed here: ${known.join(', ')}. Keys of your own begin with x-.`,
    });
  }

  #elsewhere(key: string): string {
    const places = whereKeysStand(this.#schema).get(key);
    return places ? `It stands ${listOf(places)}. ` : '';
  }

  #oldBoolean(written: string): unknown {
    const value = OLD_BOOLEANS.get(written.toLowerCase());
    if (value === undefined) return written;
    this.findings.push({
      code: 'yaml-1.1-boolean',
      severity: 'warning',
      message: `"${written}" is text in YAML 1.2; it is read as ${value}, as older files mean it`,
      path: [...this.#path],
      hint: `Write ${value}.`,
    });
    return value;
  }
}

/** `depends_on: [a]` stands for `depends_on: [{ phase: a }]`: the schema names the key that a text alone is the value of. */
function longForm(data: unknown, schema: z.core.$ZodType): unknown {
  const shorthand = shorthandOf(schema);
  return typeof data === 'string' && shorthand !== undefined ? { [shorthand]: data } : data;
}

function shorthandOf(schema: z.core.$ZodType): string | undefined {
  const shorthand = z.globalRegistry.get(schema)?.['shorthand'];
  return typeof shorthand === 'string' ? shorthand : undefined;
}

/** What other tools call it. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  phases: ['stages', 'jobs', 'steps', 'tasks', 'nodes'],
  agents: ['steps', 'tasks', 'jobs', 'activities'],
  depends_on: ['needs', 'requires', 'dependencies', 'after', 'upstream'],
  if: ['when', 'condition', 'only_if'],
  for_each: ['matrix', 'with_items', 'loop', 'map', 'items'],
  with: ['input', 'inputs', 'args', 'arguments', 'params', 'parameters'],
  retry: ['retries', 'max_retries', 'retry_delay', 'retry_policy'],
  max_retries: ['attempts', 'max_attempts', 'maximum_attempts', 'retries'],
  retry_delay: ['delay', 'interval', 'initial_interval'],
  id: ['name'],
  inputs: ['params', 'parameters', 'variables'],
  config: ['settings', 'env', 'vars'],
  on_failure: ['on_error', 'catch'],
  finally: ['always', 'cleanup', 'on_exit'],
  timeout: ['timeout_seconds', 'timeout_minutes', 'deadline', 'time_limit'],
  task_queue: ['queue', 'pool', 'runs_on'],
  continue_on_error: ['allow_failure', 'ignore_errors'],
  max_workers: ['concurrency', 'parallelism', 'max_parallel'],
  workflow: ['uses', 'template', 'subworkflow'],
  class: ['agent', 'type', 'class_name'],
  module: ['path', 'file', 'import'],
};

const OLD_BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['on', true],
  ['no', false],
  ['off', false],
]);

const isMapping = (data: unknown): data is Record<string, unknown> =>
  typeof data === 'object' && data !== null && !Array.isArray(data);
