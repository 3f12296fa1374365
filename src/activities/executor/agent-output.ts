import { AgentFailure } from './agent-failure.ts';
import { lossyKind } from './lossy-kind.ts';
import { cutText } from './safe-text.ts';

/**
 * What an agent returned, as JSON text. `JSON.stringify` alone loses things without a word (a Map is `{}`, NaN is null, a
 * function is gone) and names no place when it throws; so the value is first copied, with its paths, into one it cannot get wrong.
 */
export function toJsonText(value: unknown, options: { name?: string; limit?: number } = {}): string {
  const { name = 'output', limit = OUTPUT_LIMIT } = options;
  const json = stringify(copyJson(value, { name, limit, left: limit, path: [], above: new Set() }) ?? null);
  const size = Buffer.byteLength(json);
  if (size > limit) throw tooLarge(name, limit, `${size} bytes`);
  return json;
}

/** Below the 2 MiB that Temporal takes as one payload, with room for what is sent around it. */
export const OUTPUT_LIMIT = 1_900_000;

// Kept here: an agent may replace `JSON.stringify`, and other agents run in the same process after it.
const { stringify } = JSON;
const DEPTH = 200;

interface Walk {
  readonly name: string;
  readonly limit: number;
  /** Of `limit`. Less is counted than the JSON will be: it is there to stop before 500 MB have been copied, not to be exact. */
  left: number;
  readonly path: (string | number)[];
  readonly above: Set<object>;
}

function copyJson(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return spend(walk, 4, value);
    case 'string':
      return spend(walk, value.length + 2, value);
    case 'number':
      if (!Number.isFinite(value)) throw refuse(walk, `${value}, which JSON cannot hold`);
      return spend(walk, 1, value);
    case 'object':
      return value === null ? spend(walk, 4, null) : copyObject(spend(walk, 2, value), walk);
    default:
      throw refuse(walk, `a ${typeof value}, which JSON cannot hold`);
  }
}

function copyObject(value: object, walk: Walk): unknown {
  if (walk.above.has(value)) throw refuse(walk, 'an object that contains itself');
  if (walk.above.size >= DEPTH) throw refuse(walk, `more than ${DEPTH} levels deep`);
  const kind = attempt(() => lossyKind(value), walk);
  if (kind !== undefined) throw refuse(walk, kind);
  walk.above.add(value);
  const copy = copyContent(value, walk);
  walk.above.delete(value);
  return copy;
}

function copyContent(value: object, walk: Walk): unknown {
  const { toJSON } = attempt(() => ({ toJSON: (value as { toJSON?: unknown }).toJSON }), walk);
  if (typeof toJSON === 'function')
    return copyJson(
      attempt(() => toJSON.call(value, '') as unknown, walk),
      walk,
    );
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index++)
      items.push(copyField(value, index, walk) ?? spend(walk, 4, null));
    return items;
  }
  // No prototype: a key named `__proto__` stays a key.
  const fields = Object.create(null) as Record<string, unknown>;
  for (const key of attempt(() => Object.keys(value), walk)) {
    const field = copyField(value, key, walk);
    if (field !== undefined) fields[key] = spend(walk, key.length + 3, field);
  }
  return fields;
}

function copyField(value: object, key: string | number, walk: Walk): unknown {
  walk.path.push(key);
  const copy = copyJson(
    attempt(() => (value as Record<string | number, unknown>)[key], walk),
    walk,
  );
  walk.path.pop();
  return copy;
}

function spend<T>(walk: Walk, bytes: number, value: T): T {
  walk.left -= bytes;
  if (walk.left < 0) throw tooLarge(walk.name, walk.limit, 'more');
  return value;
}

/** Getters, proxies and `toJSON` are the agent's code, and may throw. */
function attempt<T>(read: () => T, walk: Walk): T {
  try {
    return read();
  } catch (error) {
    throw refuse(walk, `unreadable (${error instanceof Error ? cutText(String(error.message), 200) : 'it throws'})`);
  }
}

function refuse(walk: Walk, what: string): AgentFailure {
  return new AgentFailure('bad-result', `${pathText(walk)} is ${what}`, { retryable: false });
}

function tooLarge(name: string, limit: number, size: string): AgentFailure {
  const message =
    `${name} is too large: ${size}, where ${limit} bytes of JSON are the limit. ` +
    'Keep the data in a file, a bucket or a database, and return where it is' +
    (limit === OUTPUT_LIMIT ? '; or give clients and workers a --payload-store, which takes more.' : '.');
  return new AgentFailure('result-too-large', message, { retryable: false });
}

function pathText({ name, path }: Walk): string {
  const write = (step: string | number) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_$][\w$]*$/.test(step) ? `.${cutText(step, 60)}` : `[${stringify(cutText(step, 60))}]`;
  };
  const steps = path.map(write);
  return name + (steps.length > 20 ? [...steps.slice(0, 10), '…', ...steps.slice(-5)] : steps).join('');
}
