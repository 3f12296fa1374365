import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/definition/duration.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5s', 1_500],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  [45, 45_000],
  [0.25, 250],
  ['10', 10_000],
  [0, 0],
])('%j is %d milliseconds', (written, milliseconds) => expect(parseDuration(written)).toBe(milliseconds));

test.each([
  '',
  'soon',
  '5 parsecs',
  '-1s',
  '1m1h',
  '1e3s',
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  null,
  true,
  [],
  {},
])('%j is no duration', (written) => expect(parseDuration(written)).toBeUndefined());

test.each([
  [0, '0ms'],
  [999, '999ms'],
  [1_000, '1s'],
  [2_540, '2.5s'],
  [59_000, '59s'],
  [61_000, '1m1s'],
  [5_400_000, '1h30m'],
  [172_800_000, '2d'],
])('%d milliseconds are shown as %s', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
