import type { Box, Link } from './layered-graph.ts';

/** The columns of boxes: those that nothing leads to stand right before what they lead to, not all in the first column. */
export function drawNear(boxes: readonly Box[], links: readonly Link[]): Box[] {
  const hasBefore = new Set(links.map(({ to }) => to));
  const nearest = new Map<number, number>();
  for (const { from, to } of links) nearest.set(from, Math.min(nearest.get(from) ?? Infinity, boxes[to]!.level));
  return boxes.map((box, index) => {
    const next = nearest.get(index);
    return next === undefined || hasBefore.has(index) ? box : { ...box, level: next - 1 };
  });
}
