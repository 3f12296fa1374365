import type { Style } from './style.ts';

export interface Entry {
  readonly line: string;
  /** Kept longest: 0 has failed or waits for somebody, 1 is at work, 2 is a phase, 3 is over or has not begun. */
  readonly rank: 0 | 1 | 2 | 3;
}

/** As many of the lines as there is room for, in their order, and how many are left out. */
export function fold(entries: readonly Entry[], rows: number, { colors }: Style): string[] {
  if (entries.length <= rows) return entries.map((entry) => entry.line);
  const kept = new Set<Entry>();
  for (const rank of [0, 1, 2, 3])
    for (const entry of entries) if (entry.rank === rank && kept.size < rows - 1) kept.add(entry);
  const lines = entries.filter((entry) => kept.has(entry)).map((entry) => entry.line);
  return [...lines, colors.dim(`  and ${entries.length - kept.size} more lines`)];
}
