import { components, type Part } from './components.ts';
import { drawNear } from './draw-near.ts';
import { layeredGraph, type Box, type Link, type Vertex } from './layered-graph.ts';
import { orderColumns } from './order-columns.ts';
import { placeVertices } from './place-vertices.ts';
import { shelves } from './shelves.ts';

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
/** Parts stand side by side as far as this, or as far as the widest of them goes. */
const LEAST_WIDTH = 1000;
/** Width by height of a block of phases that nothing depends on and that depend on nothing. */
const ASPECT = 2.2;

/** Columns by level, from left to right. What is not connected is placed apart, side by side where there is room. */
export function layout(boxes: readonly Box[], links: readonly LabelledLink[]): Layout {
  const { parts, single } = components(boxes.length, links);
  const laidOut = parts.map((part) => ({ ...part, layout: layoutPart(part, boxes, links) }));
  const widest = laidOut.reduce((most, { layout: { width } }) => Math.max(most, width), LEAST_WIDTH);
  if (single.length > 0)
    laidOut.push({
      boxes: single,
      links: [],
      layout: layoutSingle(
        single.map((box) => boxes[box]!),
        widest,
      ),
    });
  const { corners, width, height } = shelves(
    laidOut.map((part) => part.layout),
    { width: widest, room: BETWEEN_PARTS },
  );
  const placed: PlacedBox[] = [];
  const routes: (readonly Point[])[] = [];
  for (const [index, { boxes: own, links: ownLinks, layout: inside }] of laidOut.entries()) {
    const { x, y } = corners[index]!;
    const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + x, y: point.y + y });
    for (const [position, box] of own.entries()) placed[box] = move(inside.boxes[position]!);
    for (const [position, link] of ownLinks.entries()) routes[link] = inside.routes[position]!.map(move);
  }
  return { boxes: placed, routes, width, height };
}

function layoutPart(part: Part, allBoxes: readonly Box[], allLinks: readonly LabelledLink[]): Layout {
  const index = new Map(part.boxes.map((box, position) => [box, position]));
  const links = part.links.map((link) => {
    const { from, to, room } = allLinks[link]!;
    return { from: index.get(from)!, to: index.get(to)!, room };
  });
  const boxes = drawNear(
    part.boxes.map((box) => allBoxes[box]!),
    links,
  );
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
    // Many links in one gap are told apart only where they have room to turn.
    const crowd = Math.max(column.length, columns[level - 1]?.length ?? 0);
    if (level > 0) x += GAP + rooms[level]! + Math.min(120, crowd * 2);
    const placed = { x, width };
    x += width;
    return placed;
  });
}

/** In rows, in their order. */
function layoutSingle(boxes: readonly Box[], least: number): Layout {
  const width = Math.max(...boxes.map((box) => box.width));
  const tallest = Math.max(...boxes.map((box) => box.height));
  const across = Math.sqrt((boxes.length * ASPECT * tallest) / width);
  const perRow = Math.max(1, Math.floor(Math.max(across, least / (width + GAP / 2))));
  const placed: PlacedBox[] = [];
  let y = 0;
  for (let start = 0; start < boxes.length; start += perRow) {
    const row = boxes.slice(start, start + perRow);
    for (const [index, { height }] of row.entries()) placed.push({ x: index * (width + GAP / 2), y, width, height });
    y += Math.max(...row.map(({ height }) => height)) + BETWEEN_PARTS / 2;
  }
  const columns = Math.min(perRow, boxes.length);
  return { boxes: placed, routes: [], width: columns * (width + GAP / 2) - GAP / 2, height: y - BETWEEN_PARTS / 2 };
}
