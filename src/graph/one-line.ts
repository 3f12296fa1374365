/** Free text on one line, without what no document may hold: control characters and halves of characters. */
export const oneLine = (text: string): string =>
  text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
