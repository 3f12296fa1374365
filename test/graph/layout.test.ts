import { expect, test } from 'vitest';
import { components } from '../../src/graph/layout/components.ts';
import { layeredGraph } from '../../src/graph/layout/layered-graph.ts';
import { layout, type PlacedBox } from '../../src/graph/layout/layout.ts';
import { countCrossings, orderColumns } from '../../src/graph/layout/order-columns.ts';
import { shelves } from '../../src/graph/layout/shelves.ts';
import { manyPhases } from './graphs.ts';

const box = (level: number, height = 40) => ({ width: 100, height, level });
const link = (from: number, to: number) => ({ from, to, room: 0 });

const overlap = (a: PlacedBox, b: PlacedBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('a chain is one straight line', () => {
  const { boxes, routes } = layout([box(0), box(1, 80), box(2)], [link(0, 1), link(1, 2)]);
  expect(new Set(routes.flat().map(({ y }) => Math.round(y)))).toEqual(new Set([40]));
  expect(boxes[1]!.x).toBeGreaterThan(boxes[0]!.x + boxes[0]!.width);
});

test('links that cross in the order of the file do not cross in the picture', () => {
  const graph = layeredGraph([box(0), box(0), box(0), box(1), box(1), box(1)], [link(0, 5), link(1, 4), link(2, 3)]);
  expect(countCrossings(graph.columns)).toBe(3);
  orderColumns(graph);
  expect(countCrossings(graph.columns)).toBe(0);
});

test('a phase that nothing leads to stands right before what needs it', () => {
  const { boxes } = layout([box(0), box(1), box(2), box(0)], [link(0, 1), link(1, 2), link(3, 2)]);
  expect(boxes[3]!.x).toBe(boxes[1]!.x);
});

test('a link that passes a column does not go through its boxes', () => {
  const { boxes, routes } = layout([box(0), box(1), box(2)], [link(0, 1), link(1, 2), link(0, 2)]);
  const [enter, leave] = routes[2]!.slice(1, 3);
  expect([enter!.x, leave!.x]).toEqual([boxes[1]!.x, boxes[1]!.x + boxes[1]!.width]);
  const { y, height } = boxes[1]!;
  expect(enter!.y < y || enter!.y > y + height).toBe(true);
});

test('what is not connected is apart, and phases on their own fill a block', () => {
  expect(components(4, [link(2, 0)])).toEqual({ parts: [{ boxes: [0, 2], links: [0] }], single: [1, 3] });
  const { width, height } = layout(
    Array.from({ length: 100 }, () => box(0)),
    [],
  );
  expect(width).toBeLessThan(height * 5);
  expect(height).toBeLessThan(width);
});

test.each([5, 50, 500])('of %d phases no two boxes overlap, and each link leads from left to right', (count) => {
  const { nodes, edges, levels } = manyPhases(count);
  const levelOf = new Map(levels.flatMap((names, level) => names.map((name) => [name, level])));
  const index = new Map(nodes.map(({ name }, position) => [name, position]));
  const { boxes, routes, width, height } = layout(
    nodes.map(({ name }) => box(levelOf.get(name)!)),
    edges.map(({ from, to }) => link(index.get(from)!, index.get(to)!)),
  );
  const pairs = boxes.flatMap((a, position) => boxes.slice(position + 1).map((b) => [a, b] as const));
  expect(pairs.filter(([a, b]) => overlap(a, b))).toEqual([]);
  for (const { x, y, ...size } of boxes) {
    expect(x >= 0 && x + size.width <= width + 0.01).toBe(true);
    expect(y >= -0.01 && y + size.height <= height + 0.01).toBe(true);
  }
  for (const route of routes)
    expect(route.every(({ x }, position) => position === 0 || x >= route[position - 1]!.x)).toBe(true);
});

test('small parts stand side by side, below what is wide', () => {
  expect(
    shelves(
      [
        { width: 100, height: 50 },
        { width: 30, height: 10 },
        { width: 30, height: 20 },
        { width: 60, height: 5 },
      ],
      { width: 100, room: 10 },
    ),
  ).toEqual({
    corners: [
      { x: 0, y: 0 },
      { x: 0, y: 60 },
      { x: 40, y: 60 },
      { x: 0, y: 90 },
    ],
    width: 100,
    height: 95,
  });
});
