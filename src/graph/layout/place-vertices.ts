import type { LayeredGraph, Vertex } from './layered-graph.ts';

/** Room between two boxes, and beside a link that passes. */
const BETWEEN_BOXES = 22;
const BESIDE_LINK = 14;
const ROUNDS = 16;

/**
 * Gives every vertex its height in the picture: as near to the middle of its neighbours as the others of its column allow. Long
 * links are drawn straight before short ones, as a bend in them is seen most.
 */
export function placeVertices({ columns }: LayeredGraph): void {
  for (const column of columns) placeColumn(column, () => ({ wanted: 0, weight: 1 }));
  for (let round = 0; round < ROUNDS; round++) {
    const rightward = round % 2 === 0;
    const isLast = round >= ROUNDS - 2;
    for (const column of rightward ? columns : columns.toReversed())
      placeColumn(column, (vertex) =>
        pull(vertex, isLast ? [...vertex.before, ...vertex.behind] : rightward ? vertex.before : vertex.behind),
      );
  }
}

function pull(vertex: Vertex, neighbours: readonly Vertex[]): { wanted: number; weight: number } {
  let weight = 0.01;
  let sum = vertex.y * weight;
  for (const neighbour of neighbours) {
    const each = vertex.box === undefined ? (neighbour.box === undefined ? 8 : 2) : 1;
    sum += neighbour.y * each;
    weight += each;
  }
  return { wanted: sum / weight, weight };
}

/**
 * Who wants to stand in another's place forms a block with it, and the block goes to the mean of what its members want (the
 * pool-adjacent-violators algorithm): the nearest places of all that keep the order and the room between.
 */
function placeColumn(column: readonly Vertex[], pullOf: (vertex: Vertex) => { wanted: number; weight: number }): void {
  const blocks: { sum: number; weight: number; count: number }[] = [];
  const offsets: number[] = [];
  for (const [index, vertex] of column.entries()) {
    offsets.push(index === 0 ? 0 : offsets[index - 1]! + roomBetween(column[index - 1]!, vertex));
    const { wanted, weight } = pullOf(vertex);
    let block = { sum: (wanted - offsets[index]!) * weight, weight, count: 1 };
    for (let last = blocks.at(-1); last && last.sum / last.weight >= block.sum / block.weight; last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
    }
    blocks.push(block);
  }
  let index = 0;
  for (const { sum, weight, count } of blocks)
    for (const end = index + count; index < end; index++) column[index]!.y = sum / weight + offsets[index]!;
}

function roomBetween(a: Vertex, b: Vertex): number {
  const isLink = a.box === undefined || b.box === undefined;
  return (a.height + b.height) / 2 + (isLink ? BESIDE_LINK : BETWEEN_BOXES);
}
