import { didYouMean } from './did-you-mean.ts';

/** Comparisons of two names after which nothing more is suggested: with so many wrong names, suggestions are not what helps. */
const MAX_COMPARISONS = 1_000_000;

/** `didYouMean` for one set of names, in bounded time, however many words it is asked for. */
export function nearestOf(names: readonly string[]): (word: string) => string | undefined {
  let comparisons = 0;
  return (word) => {
    comparisons += names.length;
    return comparisons > MAX_COMPARISONS ? undefined : didYouMean(word, names);
  };
}
