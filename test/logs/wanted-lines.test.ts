import { describe, expect, test } from 'vitest';
import { isWanted, lostAmong, wantedLines } from '../../src/logs/wanted-lines.ts';
import { aLog, lineAt } from './a-log.ts';

const place = { path: ['publish', 'review', 'mail'], item: 0, attempt: 2, startedAt: 0 };

test.each([
  [{}, true],
  [{ phase: 'publish' }, true],
  [{ phase: 'publish/review' }, true],
  [{ phase: 'review' }, false],
  [{ phase: 'pub' }, false],
  [{ phase: 'publish', agent: 'mail', item: 0, attempt: 2 }, true],
  [{ agent: 'review' }, false],
  [{ item: 1 }, false],
  [{ attempt: 1 }, false],
])('of a sub-workflow’s agent, %j: %s', (filter, wanted) => {
  expect(isWanted(place, filter)).toBe(wanted);
});

test('an agent that is no item has none', () => {
  expect(isWanted({ path: ['p', 'a'], attempt: 1, startedAt: 0 }, { item: 0 })).toBe(false);
});

describe('--failed', () => {
  const lines = (status?: 'success' | 'failed' | 'timed_out' | 'cancelled' | 'handed_over') => [
    lineAt(0, 1),
    ...(status ? [lineAt(1, 2, { stream: 'end', status })] : []),
  ];

  test.each([
    ['failed', true],
    ['timed_out', true],
    ['success', false],
    ['cancelled', false],
    ['handed_over', false],
  ] as const)('%s: %s', (status, shown) => {
    expect(wantedLines(lines(status), { failed: true }, true).length > 0).toBe(shown);
  });

  test('an attempt without an end has failed if it cannot be at work any more', () => {
    expect(wantedLines(lines(), { failed: true }, true)).toHaveLength(1);
    expect(wantedLines(lines(), { failed: true }, false)).toHaveLength(0);
    const logs = [1, 2].map((attempt) => aLog({ path: ['p', 'a'], attempt }, []));
    const isLost = lostAmong([...logs, aLog({ path: ['p', 'a'], item: 1 }, [])], false);
    expect(logs.map((log) => isLost(log.place))).toEqual([true, false]);
    expect(lostAmong(logs, true)(logs[1]!.place)).toBe(true);
  });
});

test('--tail is of each attempt, also none', () => {
  const lines = [lineAt(0, 1), lineAt(1, 2), lineAt(2, 3)];
  expect(wantedLines(lines, { tail: 2 }, false).map(({ n }) => n)).toEqual([2, 3]);
  expect(wantedLines(lines, { tail: 0 }, false)).toEqual([]);
  expect(wantedLines(lines, { tail: 9 }, false)).toHaveLength(3);
});
