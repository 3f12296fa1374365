const query = matchMedia('(max-width: 640px)');

/** As on a telephone: the style sheet asks the same. */
export const isNarrow = (): boolean => query.matches;
