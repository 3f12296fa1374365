import type { Link } from './layered-graph.ts';

/** What hangs together, in the order given, by positions in the lists. */
export interface Part {
  readonly boxes: readonly number[];
  readonly links: readonly number[];
}

export interface Components {
  readonly parts: readonly Part[];
  /** Boxes without links. */
  readonly single: readonly number[];
}

export function components(boxes: number, links: readonly Link[]): Components {
  const parent = Array.from({ length: boxes }, (_, box) => box);
  const rootOf = (box: number): number => {
    let root = box;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]!]!;
    return root;
  };
  const isLinked = new Set<number>();
  for (const { from, to } of links) {
    parent[rootOf(from)] = rootOf(to);
    isLinked.add(from).add(to);
  }
  const parts = new Map<number, { boxes: number[]; links: number[] }>();
  const single: number[] = [];
  for (let box = 0; box < boxes; box++) {
    if (!isLinked.has(box)) {
      single.push(box);
      continue;
    }
    const root = rootOf(box);
    const part = parts.get(root) ?? { boxes: [], links: [] };
    parts.set(root, part);
    part.boxes.push(box);
  }
  for (const [link, { from }] of links.entries()) parts.get(rootOf(from))!.links.push(link);
  return { parts: [...parts.values()], single };
}
