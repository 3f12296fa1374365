/**
 * Which phases come before which, at any distance. Found for 32 ancestors at a time, when one of them is first asked for:
 * a set of ancestors for each phase would take quadratic memory in a long chain.
 */
export class Ancestry {
  readonly #positions: ReadonlyMap<string, number>;
  /** By position, of which each is before the phase's own. */
  readonly #dependencies: readonly (readonly number[])[];
  /** For each phase, a bit for each of 32 others that are its ancestors. */
  readonly #blocks: (Uint32Array | undefined)[] = [];

  /** Dependencies first. */
  constructor(order: readonly { readonly name: string; readonly dependsOn: readonly string[] }[]) {
    this.#positions = new Map(order.map(({ name }, position) => [name, position]));
    this.#dependencies = order.map(({ dependsOn }) => dependsOn.map((name) => this.#positions.get(name)!));
  }

  isAncestor(name: string, of: string): boolean {
    const ancestor = this.#positions.get(name);
    const position = this.#positions.get(of);
    if (ancestor === undefined || position === undefined || ancestor >= position) return false;
    const block = ancestor >>> 5;
    const bits = (this.#blocks[block] ??= this.#blockFrom(block * 32));
    return ((bits[position]! >>> (ancestor & 31)) & 1) === 1;
  }

  #blockFrom(first: number): Uint32Array {
    const bits = new Uint32Array(this.#dependencies.length);
    for (let position = first; position < bits.length; position++) {
      for (const dependency of this.#dependencies[position]!) {
        const own = dependency >= first && dependency < first + 32 ? 1 << (dependency - first) : 0;
        bits[position]! |= bits[dependency]! | own;
      }
    }
    return bits;
  }
}
