interface Size {
  readonly width: number;
  readonly height: number;
}

interface Shelves extends Size {
  /** The left upper corner of each, in the order given. */
  readonly corners: readonly { readonly x: number; readonly y: number }[];
}

/** Puts things side by side as long as there is room, and then on the next shelf below. */
export function shelves(
  sizes: readonly Size[],
  { width, room }: { readonly width: number; readonly room: number },
): Shelves {
  const corners: { x: number; y: number }[] = [];
  let [x, y, tallest, widest] = [0, 0, 0, 0];
  for (const size of sizes) {
    if (x > 0 && x + size.width > width) [x, y, tallest] = [0, y + tallest + room, 0];
    corners.push({ x, y });
    tallest = Math.max(tallest, size.height);
    widest = Math.max(widest, x + size.width);
    x += size.width + room;
  }
  return { corners, width: widest, height: y + tallest };
}
