/** Ems of DejaVu Sans, the widest of the usual sans-serif fonts: what fits in it fits in the others. */
const NARROW: Readonly<Record<string, number>> = Object.fromEntries(
  (
    [
      [0.32, "ijlI.,:;|!' "],
      [0.42, 'frt()[]{}-/\\"`'],
      [0.52, '_sczxkvy?'],
      [0.84, 'wmM@%NQOWGDHUC+=<>~#'],
    ] as const
  ).flatMap(([ems, characters]) => Array.from(characters, (character) => [character, ems])),
);
const WIDE: Readonly<Record<string, number>> = { m: 0.98, W: 1, M: 0.87, '%': 0.96, '@': 1 };

/** About how wide a text is at most, in pixels. */
export function textWidth(text: string, size: number, isBold = false): number {
  let ems = 0;
  for (const character of text) ems += widthOf(character);
  return ems * size * (isBold ? 1.1 : 1);
}

/** As much of a text as fits. */
export function cutToWidth(text: string, width: number, size: number, isBold = false): string {
  if (textWidth(text, size, isBold) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (textWidth(`${kept}${character}…`, size, isBold) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function widthOf(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x2e80) return WIDE[character] ?? NARROW[character] ?? (/\p{Lu}/u.test(character) ? 0.72 : 0.64);
  return 1.1;
}
