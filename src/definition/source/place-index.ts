import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Node, Pair, Scalar, YAMLMap } from 'yaml';
import type { Path } from '../path.ts';

/** What stands at a path. */
export interface Place {
  /** The part of the path that is written: what a shorthand leaves out ends it. */
  readonly path: Path;
  readonly offset: number | undefined;
  readonly node: Node | null;
}

/** Finds what stands at a path, through aliases and merges, in time that does not grow with the width of a mapping. */
export class PlaceIndex {
  readonly #root: Node | null;
  /** What each alias stands for. */
  readonly #targets: Targets;
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(root: Node | null, targets: Targets) {
    this.#root = root;
    this.#targets = targets;
  }

  find(path: Path, at: 'key' | 'value' = 'value'): Place {
    const written: (string | number)[] = [];
    let node = this.#root;
    let offset = startOf(node);
    for (const [index, segment] of path.entries()) {
      const found = this.#enter(this.#resolve(node), segment);
      if (!found) {
        // One value where a list may stand is that list's first: `depends_on: a` is `depends_on: [a]`.
        if (segment === 0) continue;
        break;
      }
      written.push(segment);
      const wantsKey = index === path.length - 1 && at === 'key';
      offset = (wantsKey ? undefined : startOf(found.value)) ?? startOf(found.key) ?? offset;
      node = found.value;
    }
    return { path: written, offset, node: this.#resolve(node) };
  }

  #enter(node: Node | null, segment: string | number): { key: Node | null; value: Node | null } | undefined {
    if (isMap(node)) {
      const pair = this.#pairsOf(node).get(String(segment));
      return pair && { key: pair.key as Node | null, value: pair.value as Node | null };
    }
    if (!isSeq(node) || typeof segment !== 'number' || segment >= node.items.length) return undefined;
    return { key: null, value: node.items[segment] as Node | null };
  }

  #pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known) return known;
    const pairs = new Map<string, Pair>();
    // Before the merges are followed, which could lead back here.
    this.#pairs.set(map, pairs);
    const merges: (Node | null)[] = [];
    for (const pair of map.items) {
      const name = keyOf(pair.key as Node | null, this.#targets);
      if (name === MERGE) merges.push(pair.value as Node | null);
      else if (name !== undefined && !pairs.has(name)) pairs.set(name, pair);
    }
    for (const merged of merges.map((node) => this.#resolve(node))) {
      for (const part of isSeq(merged) ? merged.items.map((item) => this.#resolve(item as Node | null)) : [merged]) {
        if (!isMap(part)) continue;
        for (const [name, pair] of this.#pairsOf(part)) if (!pairs.has(name)) pairs.set(name, pair);
      }
    }
    return pairs;
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.#targets.get(node) ?? null) : node;
  }
}

type Targets = ReadonlyMap<Alias, Node | undefined>;

/** The key `<<`. */
export const MERGE = Symbol('<<');

export const startOf = (node: Node | null | undefined): number | undefined => node?.range?.[0];

/** The name that a key is read as; `undefined` for what cannot be one. */
export function keyOf(key: Node | null, targets: Targets): string | typeof MERGE | undefined {
  const node = isAlias(key) ? targets.get(key) : key;
  if (!isScalar(node) || node.value === null) return undefined;
  if (typeof node.value === 'symbol') return MERGE;
  return typeof node.value === 'string' ? node.value : node.source;
}

export const textOf = (node: Node | null): (Scalar & { value: string }) | undefined =>
  isScalar(node) && typeof node.value === 'string' ? (node as Scalar & { value: string }) : undefined;
