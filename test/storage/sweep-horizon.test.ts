import { expect, test } from 'vitest';
import { horizonOf } from '../../src/storage/sweep-horizon.ts';

const day = (number: number): number => Date.UTC(2026, 0, number);

test('what a run may need is younger than the retention, with a day to spare', () => {
  expect(horizonOf(day(20), [])).toEqual(new Date(day(19)));
});

test('a run that is still there keeps what was used since it began, however long ago', () => {
  expect(horizonOf(day(20), [day(12), day(5), day(18)])).toEqual(new Date(day(4)));
});
