import type { LayeredGraph, Vertex } from './layered-graph.ts';

/** Larger graphs are given fewer rounds, so that none takes more than a second or two. */
const ROUNDS = 24;
const WORK = 2_000_000;

/** Puts each column in an order in which few links cross: everyone goes to the middle of its neighbours, from left to right and back. */
export function orderColumns({ columns }: LayeredGraph): void {
  const size = columns.reduce((sum, column) => sum + column.length, 0);
  const rounds = Math.max(2, Math.min(ROUNDS, Math.floor(WORK / Math.max(1, size * 20))));
  let best = { crossings: countCrossings(columns), order: columns.map((column) => [...column]) };
  for (let round = 0; round < rounds && best.crossings > 0; round++) {
    const rightward = round % 2 === 0;
    const sweep = rightward ? columns : columns.toReversed();
    for (const column of sweep) sortByMiddle(column, rightward ? 'before' : 'behind', round % 4 >= 2);
    const crossings = countCrossings(columns);
    if (crossings < best.crossings) best = { crossings, order: columns.map((column) => [...column]) };
  }
  for (const [level, order] of best.order.entries()) setOrder(columns[level]!, order);
}

/** Who has no neighbours on that side stays about where it is. Of those with the same middle, the order is turned in every other round. */
function sortByMiddle(column: Vertex[], side: 'before' | 'behind', turned: boolean): void {
  const middles = new Map(
    column.map((vertex) => {
      const neighbours = vertex[side];
      const sum = neighbours.reduce((total, { position }) => total + position, 0);
      return [vertex, neighbours.length > 0 ? sum / neighbours.length : vertex.position] as const;
    }),
  );
  const order = column.toSorted(
    (a, b) => middles.get(a)! - middles.get(b)! || (turned ? b.position - a.position : a.position - b.position),
  );
  setOrder(column, order);
}

function setOrder(column: Vertex[], order: readonly Vertex[]): void {
  for (const [position, vertex] of order.entries()) {
    vertex.position = position;
    column[position] = vertex;
  }
}

/** Pairs of links that cross, in O(links · log): those are the inversions among their ends. */
export function countCrossings(columns: readonly (readonly Vertex[])[]): number {
  let crossings = 0;
  for (const column of columns) {
    const ends = column.flatMap((vertex) => vertex.behind.map(({ position }) => position).toSorted((a, b) => a - b));
    const tree = new Int32Array(ends.reduce((most, end) => Math.max(most, end), 0) + 2);
    for (const [index, end] of ends.entries()) {
      let atMost = 0;
      for (let at = end + 1; at > 0; at -= at & -at) atMost += tree[at]!;
      crossings += index - atMost;
      for (let at = end + 1; at < tree.length; at += at & -at) tree[at]!++;
    }
  }
  return crossings;
}
