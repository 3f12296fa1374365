import { components } from './components.ts';
import { drawNear } from './draw-near.ts';
import { layeredGraph, type Box, type Link, type Vertex } from './layered-graph.ts';
import { orderColumns } from './order-columns.ts';
import { placeVertices } from './place-vertices.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The left upper corner and the size of each box, and what each link passes, from border to border. */
export interface Layout {
  readonly boxes: readonly PlacedBox[];
  readonly routes: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Point {
  readonly width: number;
  readonly height: number;
}

export interface LabelledLink extends Link {
  /** Room for a label on it. */
  readonly room: number;
}

/** Between two columns; more where many links turn, and where labels stand. */
const GAP = 52;
const BETWEEN_PARTS = 30;
/** Width by height of a block of phases that nothing depends on and that depend on nothing. */
const ASPECT = 2.2;

/** Columns by level, from left to right. What is not connected is placed apart, one part below the other. */
export function layout(boxes: readonly Box[], links: readonly LabelledLink[]): Layout {
  const placed: PlacedBox[] = [];
  const routes: (readonly Point[])[] = [];
  let width = 0;
  let height = 0;
  const { parts, single } = components(boxes.length, links);
  for (const part of parts) {
    const index = new Map(part.boxes.map((box, position) => [box, position]));
    const own = part.links.map((link) => links[link]!);
    const inside = layoutPart(
      part.boxes.map((box) => boxes[box]!),
      own.map(({ from, to, room }) => ({ from: index.get(from)!, to: index.get(to)!, room })),
    );
    const top = height === 0 ? 0 : height + BETWEEN_PARTS;
    for (const [position, box] of part.boxes.entries())
      placed[box] = { ...inside.boxes[position]!, y: inside.boxes[position]!.y + top };
    for (const [position, link] of part.links.entries())
      routes[link] = inside.routes[position]!.map(({ x, y }) => ({ x, y: y + top }));
    width = Math.max(width, inside.width);
    height = top + inside.height;
  }
  const block = layoutSingle(
    single.map((box) => boxes[box]!),
    width,
  );
  const top = height === 0 ? 0 : height + BETWEEN_PARTS;
  for (const [position, box] of single.entries())
    placed[box] = { ...block.boxes[position]!, y: block.boxes[position]!.y + top };
  if (single.length > 0) height = top + block.height;
  return { boxes: placed, routes, width: Math.max(width, block.width), height };
}

function layoutPart(given: readonly Box[], links: readonly LabelledLink[]): Layout {
  const boxes = drawNear(given, links);
  const graph = layeredGraph(boxes, links);
  orderColumns(graph);
  placeVertices(graph);
  const columns = columnsOf(graph.columns, boxes, graph.ways, links);
  const all = graph.columns.flat();
  const top = all.reduce((least, { y, height }) => Math.min(least, y - height / 2), Infinity);
  const bottom = all.reduce((most, { y, height }) => Math.max(most, y + height / 2), -Infinity);
  const placed: PlacedBox[] = [];
  for (const { box, level, y, height } of all)
    if (box !== undefined)
      placed[box] = { x: columns[level]!.x, y: y - height / 2 - top, width: columns[level]!.width, height };
  const routes = graph.ways.map((way) =>
    way.flatMap(({ level, y }, index) => {
      const { x, width } = columns[level]!;
      const [left, right] = [
        { x, y: y - top },
        { x: x + width, y: y - top },
      ];
      return index === 0 ? [right] : index === way.length - 1 ? [left] : [left, right];
    }),
  );
  const last = columns.at(-1)!;
  return { boxes: placed, routes, width: last.x + last.width, height: bottom - top };
}

/** All boxes of a column are as wide as its widest. */
function columnsOf(
  columns: readonly (readonly Vertex[])[],
  boxes: readonly Box[],
  ways: readonly (readonly Vertex[])[],
  links: readonly LabelledLink[],
): { readonly x: number; readonly width: number }[] {
  const rooms = columns.map(() => 0);
  for (const [index, way] of ways.entries()) {
    const level = way.at(-1)!.level;
    rooms[level] = Math.max(rooms[level]!, links[index]!.room);
  }
  let x = 0;
  return columns.map((column, level) => {
    const width = column.reduce((most, { box }) => Math.max(most, box === undefined ? 0 : boxes[box]!.width), 0);
    if (level > 0) x += GAP + rooms[level]! + Math.min(60, column.length);
    const placed = { x, width };
    x += width;
    return placed;
  });
}

/** In rows, in their order. */
function layoutSingle(boxes: readonly Box[], least: number): Omit<Layout, 'routes'> {
  if (boxes.length === 0) return { boxes: [], width: 0, height: 0 };
  const width = Math.max(...boxes.map((box) => box.width));
  const tallest = Math.max(...boxes.map((box) => box.height));
  const across = Math.sqrt((boxes.length * ASPECT * tallest) / width);
  const perRow = Math.max(1, Math.round(Math.max(across, Math.min(least, 1200) / (width + GAP / 2))));
  const placed: PlacedBox[] = [];
  let y = 0;
  for (let start = 0; start < boxes.length; start += perRow) {
    const row = boxes.slice(start, start + perRow);
    for (const [index, { height }] of row.entries()) placed.push({ x: index * (width + GAP / 2), y, width, height });
    y += Math.max(...row.map(({ height }) => height)) + BETWEEN_PARTS / 2;
  }
  const columns = Math.min(perRow, boxes.length);
  return { boxes: placed, width: columns * (width + GAP / 2) - GAP / 2, height: y - BETWEEN_PARTS / 2 };
}
