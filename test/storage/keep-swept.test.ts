import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepSwept } from '../../src/storage/keep-swept.ts';

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('it sweeps at once, then once a day, until it is told to stop; a failure is told of and ends nothing', async () => {
  const stop = new AbortController();
  const errors: unknown[] = [];
  let sweeps = 0;
  const sweep = async () => {
    sweeps += 1;
    if (sweeps === 1) throw new Error('no connection');
  };
  keepSwept(sweep, { signal: stop.signal, onError: (error) => errors.push(error) });
  expect(sweeps).toBe(1);
  await vi.advanceTimersByTimeAsync(23 * HOUR);
  expect(sweeps).toBe(1);
  await vi.advanceTimersByTimeAsync(25 * HOUR);
  expect(sweeps).toBe(3);
  expect(errors).toEqual([new Error('no connection')]);
  stop.abort();
  await vi.advanceTimersByTimeAsync(99 * HOUR);
  expect(sweeps).toBe(3);
});
