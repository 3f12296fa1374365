import type { AnyStatus } from './status-words.ts';

/** For formats that know no dark and light: readable on either. */
export const STATUS_COLORS: Readonly<Record<AnyStatus, { fill: string; stroke: string; ink: string }>> = {
  pending: { fill: '#f4f5f7', stroke: '#7b8694', ink: '#3b4656' },
  waiting: { fill: '#f3ebfd', stroke: '#7a3fc4', ink: '#4f2389' },
  running: { fill: '#e6f1fd', stroke: '#1667c7', ink: '#0c3f7d' },
  success: { fill: '#e5f5ec', stroke: '#1a7f4b', ink: '#0f4f2e' },
  failed: { fill: '#fdeaea', stroke: '#c9302c', ink: '#7f1d1a' },
  timed_out: { fill: '#fdeee3', stroke: '#b3400f', ink: '#6f2709' },
  skipped: { fill: '#f4f5f7', stroke: '#7b8694', ink: '#4f5a6a' },
  blocked: { fill: '#f4f5f7', stroke: '#7b8694', ink: '#4f5a6a' },
  cancelled: { fill: '#fdf3dc', stroke: '#8a5a00', ink: '#593a00' },
};

/** The colours of pictures and pages, as custom properties. */
export const LIGHT = `
  --paper: #ffffff; --canvas: #f6f7f9; --raised: #ffffff; --ink: #16202c; --muted: #546071; --line: #d8dde4; --edge: #8894a4;
  --accent: #2457d6; --mark: #ffffff; --shadow: 0 1px 2px rgb(22 32 44 / .08);
  --success: #18774a; --failed: #c42b27; --timed-out: #ad3d0d; --running: #1262c0; --waiting: #7639c2; --cancelled: #855700;
  --skipped: #626d7c; --blocked: #626d7c; --pending: #6d7887;`;

export const DARK = `
  --paper: #171e28; --canvas: #0f141b; --raised: #1b2430; --ink: #e6ebf2; --muted: #a0acbc; --line: #2d3745; --edge: #66748a;
  --accent: #86b4ff; --mark: #0f141b; --shadow: none;
  --success: #4ccb8a; --failed: #ff8078; --timed-out: #ff9a5c; --running: #6cb2ff; --waiting: #c9a3ff; --cancelled: #e3b341;
  --skipped: #93a0b1; --blocked: #93a0b1; --pending: #8592a4;`;

/** Classes that give what is inside of them the colour of a status, as `--status`. */
export const STATUS_CLASSES = (Object.keys(STATUS_COLORS) as AnyStatus[])
  .map((status) => `.s-${status} { --status: var(--${status.replace('_', '-')}); }`)
  .join('\n');
