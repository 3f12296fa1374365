import { isMap, isScalar, isSeq } from 'yaml';
import type { Node, Scalar } from 'yaml';
import { MAX_DEPTH } from '../limits.ts';
import { parseYaml } from '../source/parse-yaml.ts';

/**
 * What a variable holds that is a plain scalar all by itself is read again as YAML: `max_workers: ${N:-4}` is a number, and
 * `for_each: ${ROADS:-[A8, A9]}` a list. Whatever is more than plain data stays text, as does what is no YAML: `[INFO] ready`.
 */
export function readAgain(text: string): unknown {
  const { document, faults } = parseYaml(text);
  if (faults.length > 0) return text;
  const contents = (document?.contents ?? null) as Node | null;
  if (contents === null) return text.trim() === '' ? null : text;
  if (isScalar(contents)) return scalar(contents, text);
  if ((!isSeq(contents) && !isMap(contents)) || !contents.flow) return text;
  try {
    return data(contents, 1);
  } catch (error) {
    if (error instanceof NotPlain) return text;
    throw error;
  }
}

function scalar({ type, value, source }: Scalar, text: string): unknown {
  if (type !== 'PLAIN' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : text;
  return value === null && source === text.trim() ? null : text;
}

class NotPlain extends Error {}

function data(node: unknown, depth: number): unknown {
  if (node === null) return null;
  if (isScalar(node) && node.anchor === undefined && typeof node.value !== 'symbol') {
    if (typeof node.value === 'number' && !Number.isFinite(node.value)) return node.source;
    return node.value;
  }
  if (depth > MAX_DEPTH) throw new NotPlain();
  if (isSeq(node) && node.anchor === undefined) return node.items.map((item) => data(item, depth + 1));
  if (!isMap(node) || node.anchor !== undefined) throw new NotPlain();
  const entries = node.items.map(({ key, value }) => [keyOf(key), data(value, depth + 1)] as const);
  if (new Set(entries.map(([key]) => key)).size < entries.length) throw new NotPlain();
  return Object.fromEntries(entries);
}

function keyOf(key: unknown): string {
  if (!isScalar(key) || typeof key.value !== 'string' || key.anchor !== undefined || key.value === '__proto__')
    throw new NotPlain();
  return key.value;
}
