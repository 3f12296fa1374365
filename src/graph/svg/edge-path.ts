import type { Point } from '../layout/layout.ts';

/** Straight along each column, and in a curve to the next. */
export function edgePath(route: readonly Point[], arrow: number): string {
  const [start, ...rest] = route;
  let from = start!;
  let path = `M${round(from.x)} ${round(from.y)}`;
  for (const [index, each] of rest.entries()) {
    const to = index === rest.length - 1 ? { x: each.x - arrow, y: each.y } : each;
    const middle = (from.x + to.x) / 2;
    if (Math.abs(from.y - to.y) < 0.5) path += `H${round(to.x)}`;
    else path += `C${round(middle)} ${round(from.y)} ${round(middle)} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
    from = to;
  }
  return path;
}

/** The middle of the last curve: there a label stands. */
export function labelPoint(route: readonly Point[]): Point {
  const [from, to] = [route.at(-2)!, route.at(-1)!];
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

export const round = (value: number): number => Math.round(value * 10) / 10;
