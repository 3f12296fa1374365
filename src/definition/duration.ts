const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;
/** Matches no text at all, too: whoever uses it must see to that. */
export const DURATION =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

/** Milliseconds of `500ms`, `30s`, `1h30m`, `2d`, or of a bare number of seconds; `undefined` for anything else. */
export function parseDuration(written: unknown): number | undefined {
  if (typeof written === 'number')
    return Number.isFinite(written) && written >= 0 ? Math.round(written * 1000) : undefined;
  if (typeof written !== 'string') return undefined;
  const text = written.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000);
  const parts = DURATION.exec(text);
  if (!parts || text === '') return undefined;
  const units = Object.values(UNITS);
  return Math.round(units.reduce((sum, unit, index) => sum + Number(parts[index + 1] ?? 0) * unit, 0));
}

/** `1h30m`, `2.5s`, `20ms`: short enough for a table. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  if (milliseconds < 10_000) return `${trim((milliseconds / 1000).toFixed(1))}s`;
  let seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds}s`;
  const parts: string[] = [];
  for (const [name, size] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0 && parts.length < 2) parts.push(`${count}${name}`);
  }
  return parts.join('');
}

const trim = (number: string) => number.replace(/\.0$/, '');
