const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  notation: 'compact',
  minimumFractionDigits: 0,
  maximumFractionDigits: 1,
});

/** 200,000 */
export function whole(value: number): string {
  return grouped.format(value);
}

/** 21.6% */
export function percent(share: number): string {
  return `${tenths.format(100 * share)}%`;
}

/** $40.5M, or $912.7K */
export function dollars(value: number): string {
  return compact.format(value);
}

/** The most first. */
export function descending<T>(values: readonly T[], measure: (value: T) => number): T[] {
  return values.toSorted((a, b) => measure(b) - measure(a));
}

/** The one with the least and the one with the most. */
export function extremes<T>(values: readonly T[], measure: (value: T) => number): { least: T; most: T } {
  const sorted = descending(values, measure);
  const [most, least] = [sorted[0], sorted.at(-1)];
  if (most === undefined || least === undefined) throw new Error('There is nothing to compare');
  return { least, most };
}
