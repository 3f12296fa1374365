import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Alias, Node, Pair, YAMLMap } from 'yaml';
import { didYouMean } from '../did-you-mean.ts';
import type { Finding } from '../finding.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { Path } from '../path.ts';
import { tooDeep } from './parse-yaml.ts';
import { keyOf, MERGE, startOf } from './place-index.ts';
import type { ScalarReader } from './scalar-reader.ts';

/** What aliases repeat, in characters; a node counts as some more. */
const MAX_REPEATED = 8 * 1024 * 1024;
const NODE_SIZE = 16;

export type Report = (fault: Omit<Finding, 'path'>, offset: number | undefined, path: Path) => void;

/** The file cannot be read to its end: what it holds is too much. That was reported. */
export class Unreadable extends Error {}

/**
 * The data of a parsed file. The library's own conversion is not used because a text is read by where it ends up, and
 * aliases and merges bring one text to many places.
 */
export class DataBuilder {
  readonly #scalars: ScalarReader;
  readonly #report: Report;
  readonly #path: (string | number)[] = [];
  readonly #anchors = new Map<string, Node>();
  /** What each alias stands for, if anything. */
  readonly #targets: Map<Alias, Node | undefined>;
  /** Of nodes with an anchor, when they have been read. */
  readonly #sizes = new Map<Node, number>();
  #size = 0;
  #repeated = 0;
  /** How many aliases lead to where we are. */
  #inAliases = 0;

  constructor(scalars: ScalarReader, targets: Map<Alias, Node | undefined>, report: Report) {
    this.#scalars = scalars;
    this.#targets = targets;
    this.#report = report;
  }

  /** @throws Unreadable */
  build(node: Node | null, depth = 1): unknown {
    if (isAlias(node)) return this.#throughAlias(node, (target) => this.#value(target, depth));
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor === undefined || this.#inAliases > 0) return this.#value(node, depth);
    this.#anchors.set(anchor, node!);
    const before = this.#size;
    const value = this.#value(node, depth);
    this.#sizes.set(node!, this.#size - before);
    return value;
  }

  #value(node: Node | null, depth: number): unknown {
    this.#size += NODE_SIZE;
    if (isScalar(node)) {
      if (typeof node.value === 'string') this.#size += node.value.length;
      return this.#scalars.read(node, this.#path);
    }
    if (depth > MAX_DEPTH) throw this.#unreadable(tooDeep(startOf(node) ?? 0));
    if (isMap(node)) return this.#mapping(node, depth);
    if (!isSeq(node)) return null;
    return node.items.map((item, index) => {
      this.#path.push(index);
      // A pair in a list, `[a: 1]`, is a mapping.
      const value = isPair(item) ? this.#pair({}, item, depth + 1) : this.build(item as Node | null, depth + 1);
      this.#path.pop();
      return value;
    });
  }

  #mapping(map: YAMLMap, depth: number): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    const merges: Pair[] = [];
    for (const pair of map.items) {
      if (keyOf(pair.key as Node | null, this.#targets) === MERGE) merges.push(pair);
      else this.#pair(data, pair, depth);
    }
    for (const { value } of merges) this.#merge(data, value as Node | null, depth);
    return data;
  }

  /** Reads one entry into `data`. */
  #pair(data: Record<string, unknown>, pair: Pair, depth: number): Record<string, unknown> {
    const key = pair.key as Node | null;
    const value = pair.value as Node | null;
    // What is wrong with the alias was said.
    if (isAlias(key) && !this.#target(key)) return data;
    if (isScalar(key) && key.anchor !== undefined && this.#inAliases === 0) {
      this.#anchors.set(key.anchor, key);
      this.#sizes.set(key, NODE_SIZE + String(key.value).length);
    }
    const name = keyOf(key, this.#targets);
    if (typeof name !== 'string' || name === '__proto__') {
      const what = isMap(key) ? 'a mapping' : isSeq(key) ? 'a list' : 'nothing';
      const hint = isMap(key) ? 'An expression is written "${{ … }}", in quotes.' : 'Give it another name.';
      this.#scalars.doubtful.push([...this.#path]);
      const [code, message] =
        typeof name === 'string'
          ? (['bad-name', `a key cannot be "${name}"`] as const)
          : (['wrong-type', `a key must be text, not ${what}`] as const);
      this.#report({ code, message, hint }, startOf(key) ?? startOf(value), this.#path);
      return data;
    }
    this.#path.push(name);
    if (/(?<!\$)\$\{/.test(name) && this.#scalars.readsReferences(this.#path)) {
      const message = 'a reference cannot stand in a key: nothing is replaced there';
      const hint = 'Write it in the value.';
      this.#report({ code: 'misplaced-reference', message, hint }, startOf(key), this.#path);
    }
    if (!Object.hasOwn(data, name)) data[name] = this.build(value, depth + 1);
    else {
      const message = `the key "${name}" stands twice in this mapping`;
      const repeats = [...this.#path];
      this.#report(
        { code: 'duplicate-key', message, at: 'key', repeats, hint: 'Remove or rename one of them.' },
        startOf(key),
        this.#path,
      );
    }
    this.#path.pop();
    return data;
  }

  /** `<<`: what `data` has already stands, and of several merges the first. */
  #merge(data: Record<string, unknown>, merged: Node | null, depth: number): void {
    if (isAlias(merged)) this.#throughAlias(merged, (target) => this.#merge(data, target, depth));
    else if (isSeq(merged)) for (const item of merged.items) this.#merge(data, item as Node | null, depth);
    else if (isMap(merged)) {
      const merges: Pair[] = [];
      for (const pair of merged.items) {
        const name = keyOf(pair.key as Node | null, this.#targets);
        if (name === MERGE) merges.push(pair);
        else if (typeof name !== 'string' || !Object.hasOwn(data, name)) this.#pair(data, pair, depth);
      }
      for (const { value } of merges) this.#merge(data, value as Node | null, depth);
    } else {
      const message = '<< must be a mapping, or a list of mappings';
      const hint = 'It takes over the keys of another mapping: <<: *anchor';
      this.#report({ code: 'wrong-type', message, hint }, startOf(merged), [...this.#path, '<<']);
    }
  }

  #throughAlias(alias: Alias, read: (target: Node) => unknown): unknown {
    const target = this.#target(alias);
    if (!target) {
      this.#scalars.doubtful.push([...this.#path]);
      return null;
    }
    if (this.#inAliases === 0) this.#repeated += this.#sizes.get(target) ?? 0;
    if (this.#repeated > MAX_REPEATED) {
      const message = `its aliases repeat more than ${MAX_REPEATED / 1024 / 1024} MiB`;
      throw this.#unreadable({ code: 'too-large', message, hint: 'Repeat less.', offset: startOf(alias)! });
    }
    this.#inAliases++;
    const value = read(target);
    this.#inAliases--;
    return value;
  }

  #target(alias: Alias): Node | undefined {
    if (this.#targets.has(alias)) return this.#targets.get(alias);
    const target = this.#anchors.get(alias.source);
    const usable = target && this.#sizes.has(target) ? target : undefined;
    this.#targets.set(alias, usable);
    if (!usable) {
      const meant = didYouMean(alias.source, this.#anchors.keys());
      const message = target
        ? `the alias *${alias.source} stands inside of what it repeats`
        : `there is no anchor &${alias.source} above this alias` + (meant ? `; did you mean *${meant}?` : '');
      const hint = target ? 'Write out what it should repeat.' : 'A text that begins with "*" is written in quotes.';
      this.#report({ code: 'yaml-syntax', message, hint }, startOf(alias), this.#path);
    }
    return usable;
  }

  #unreadable({ offset, ...fault }: Omit<Finding, 'path'> & { offset: number }): Unreadable {
    this.#report(fault, offset, this.#path);
    return new Unreadable(fault.message);
  }
}
