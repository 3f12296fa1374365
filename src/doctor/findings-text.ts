import type { Style } from '../follow/style.ts';
import type { Finding } from './finding.ts';

const MARKS = { ok: ['✔', '+'], warn: ['!', '!'], fail: ['✖', 'x'] } as const;

/** A line for each finding, with its remedy below. */
export function findingsText(findings: readonly Finding[], { colors, unicode }: Style): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const tint = { ok: colors.green, warn: colors.yellow, fail: colors.red };
  return findings
    .map(({ check, level, message, remedy }) => {
      const mark = tint[level](MARKS[level][unicode ? 0 : 1]);
      const below = remedy === null ? '' : `${' '.repeat(width + 4)}${colors.dim(remedy)}\n`;
      return `${mark} ${check.padEnd(width)}  ${message}\n${below}`;
    })
    .join('');
}
