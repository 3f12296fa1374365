/** A box to be placed, in the order in which boxes are named. */
export interface Box {
  readonly width: number;
  readonly height: number;
  /** The column it stands in. */
  readonly level: number;
}

/** From box to box, by their positions in the list. */
export interface Link {
  readonly from: number;
  readonly to: number;
}

/** A box, or a place in a column that a link passes on its way to a column further on. */
export interface Vertex {
  /** Undefined for a place on the way. */
  readonly box: number | undefined;
  readonly level: number;
  readonly height: number;
  readonly before: Vertex[];
  readonly behind: Vertex[];
  /** In its column. */
  position: number;
  /** Of its middle. */
  y: number;
}

export interface LayeredGraph {
  /** From left to right; each from top to bottom. */
  readonly columns: Vertex[][];
  /** What each link passes, both ends included. */
  readonly ways: readonly (readonly Vertex[])[];
}

/** With more places than this on the way, links go straight: nobody can follow so many lines anyhow. */
const MAX_PLACES = 20_000;

/** Brings boxes into columns, and cuts each link into pieces from one column to the next. */
export function layeredGraph(boxes: readonly Box[], links: readonly Link[]): LayeredGraph {
  const columns: Vertex[][] = [];
  const add = (vertex: Omit<Vertex, 'before' | 'behind' | 'position' | 'y'>): Vertex => {
    const column = (columns[vertex.level] ??= []);
    const added = { ...vertex, before: [], behind: [], position: column.length, y: 0 };
    column.push(added);
    return added;
  };
  const vertices = boxes.map(({ level, height }, box) => add({ box, level, height }));
  const places = links.reduce((sum, { from, to }) => sum + boxes[to]!.level - boxes[from]!.level - 1, 0);
  const ways = links.map(({ from, to }) => {
    const way = [vertices[from]!];
    if (places <= MAX_PLACES)
      for (let level = boxes[from]!.level + 1; level < boxes[to]!.level; level++)
        way.push(add({ box: undefined, level, height: 0 }));
    way.push(vertices[to]!);
    for (let index = 1; index < way.length; index++) {
      way[index - 1]!.behind.push(way[index]!);
      way[index]!.before.push(way[index - 1]!);
    }
    return way;
  });
  return { columns, ways };
}
