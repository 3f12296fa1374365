import type { AttemptPlace } from '../../src/logs/attempt-file.ts';
import type { AttemptLine } from '../../src/logs/attempt-line.ts';
import type { KeptLog } from '../../src/logs/kept-logs.ts';

export const start = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A line that was said so many milliseconds after the start. */
export const lineAt = (milliseconds: number, n: number, more: Partial<AttemptLine> = {}): AttemptLine => ({
  time: new Date(start + milliseconds).toISOString(),
  n,
  level: 'info',
  stream: 'log',
  text: `${milliseconds}`,
  ...more,
});

/** A log that may grow while it is read. */
export function aLog(place: Partial<AttemptPlace> & Pick<AttemptPlace, 'path'>, lines: AttemptLine[]): KeptLog {
  return {
    place: { attempt: 1, startedAt: lines[0] ? Date.parse(lines[0].time) : start, ...place },
    get mark() {
      return String(lines.length);
    },
    read: async () => [...lines],
  };
}
