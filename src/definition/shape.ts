import { MAX_DEPTH } from './limits.ts';

/** What is wrong with a value, to be read after its place: ` must be text`, `.name must be text`. */
export type Check = (value: unknown) => string | undefined;

export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);

export const flag: Check = (value) => (typeof value === 'boolean' ? undefined : ' must be true or false');

export const text =
  (least = 0, most = Infinity): Check =>
  (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most
      ? undefined
      : ' must be text' + (most === Infinity ? '' : ` of ${least} to ${most} characters`);

export const matching =
  (pattern: RegExp, what: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : ` must be ${what}`;

export const oneOf =
  (values: readonly string[]): Check =>
  (value) =>
    values.includes(value as string) ? undefined : ` must be one of ${values.join(', ')}`;

export const number =
  (least = -Infinity, most = Infinity): Check =>
  (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= least && value <= most
      ? undefined
      : ' must be a number' + (most === Infinity ? '' : ` from ${least} to ${most}`);

export const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : ` must be a whole number from ${least} to ${most}`;

export const list =
  (item: Check, least = 0, most = Infinity): Check =>
  (value) => {
    if (!Array.isArray(value)) return ' must be a list';
    if (value.length < least || value.length > most) return ` must have ${least} to ${most} entries`;
    for (const [index, entry] of value.entries()) {
      const fault = item(entry);
      if (fault !== undefined) return `[${index}]${fault}`;
    }
    return undefined;
  };

/** A mapping with these keys; others mean nothing to whoever reads it. */
export const mapping =
  (shape: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (!isMapping(value)) return ' must be a mapping';
    for (const [key, check] of Object.entries(shape)) {
      const fault = check(Object.hasOwn(value, key) ? value[key] : undefined);
      if (fault !== undefined) return `.${key}${fault}`;
    }
    return undefined;
  };

export const record =
  (entry: Check, key: Check = text()): Check =>
  (value) => {
    if (!isMapping(value)) return ' must be a mapping';
    for (const [name, inner] of Object.entries(value)) {
      const fault = name === '__proto__' ? ' is no key' : (key(name) ?? entry(inner));
      if (fault !== undefined) return `[${JSON.stringify(name.slice(0, 60))}]${fault}`;
    }
    return undefined;
  };

/** Any JSON, but not too deep for whoever goes through it by calling itself. */
export const json: Check = (value) => {
  const waiting: { value: unknown; depth: number }[] = [{ value, depth: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value: inner, depth } = next;
    if (typeof inner === 'number' ? !Number.isFinite(inner) : !JSON_TYPES.has(typeof inner)) return ' must be JSON';
    if (typeof inner !== 'object' || inner === null) continue;
    if (depth > MAX_DEPTH) return ` is nested more than ${MAX_DEPTH} levels deep`;
    if (Object.hasOwn(inner, '__proto__')) return ' must not have the key __proto__';
    for (const each of Object.values(inner)) waiting.push({ value: each, depth: depth + 1 });
  }
  return undefined;
};

const JSON_TYPES: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'object']);

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
