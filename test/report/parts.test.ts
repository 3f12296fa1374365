import { expect, test } from 'vitest';
import { OutputBudget } from '../../src/report/output-budget.ts';
import { phaseBars, taskBars } from '../../src/report/page/bars.ts';
import { filterTasks, NO_FILTER, searchText } from '../../src/report/page/filter.ts';
import { sortTasks } from '../../src/report/page/sort-tasks.ts';
import { ticks } from '../../src/report/page/time-scale.ts';
import { timelineRows } from '../../src/report/page/timeline-rows.ts';
import { embeddable } from '../../src/report/render-report.ts';
import { aReport } from './a-report.ts';

const { document } = aReport(40);
const texts = document.tasks.map((task) => searchText(document, task));
const found = (change: Partial<typeof NO_FILTER>) =>
  filterTasks(document, texts, { ...NO_FILTER, ...change }).map((index) => texts[index]!.split(' ')[0]);

test('every word of a search must be found, in a name, an item, an error or a reason', () => {
  expect(found({ text: 'coll COLLECT1' })).toEqual(['collect/collect1']);
  expect(found({ text: 'cameragone' })).toHaveLength(3);
  expect(found({ text: 'cameragone collect' })).toEqual([]);
  expect(found({ statuses: new Set(['timed_out']) })).toHaveLength(1);
  expect(found({ phase: 'analyse' })).toEqual(['analyse/analyse0', 'analyse/analyse1']);
  // A phase whose name only begins the same is another one.
  expect(found({ phase: 'anal' })).toEqual([]);
});

test('what has no value is sorted to the end, whichever way', () => {
  const { tasks } = aReport(46).document;
  const skipped = tasks.findIndex(({ status }) => status === 'skipped');
  const all = [...tasks.keys()];
  for (const descending of [true, false])
    expect(sortTasks(tasks, all, { key: 'duration', descending }).at(-1)).toBe(skipped);
  expect(sortTasks(tasks, all, { key: 'order', descending: true })[0]).toBe(tasks.length - 1);
});

test('a task has a bar for each attempt, and for the time it waited', () => {
  const task = document.tasks.find(({ tries }) => tries.length === 2)!;
  expect(taskBars(task, 0).map(({ kind, title }) => [kind, title])).toEqual([
    ['waiting', 'waiting for a worker, or between attempts'],
    ['attempt', 'attempt 1'],
    ['attempt', 'attempt 2'],
  ]);
  // Without logs only the last attempt is known.
  expect(taskBars({ ...task, tries: [] }, 0).map(({ kind, title }) => [kind, title])).toEqual([
    ['earlier', '1 earlier attempt and the pauses between'],
    ['attempt', 'attempt 2'],
  ]);
  const times = { scheduled: 5, started: null, ended: null };
  expect(taskBars({ ...task, tries: [], attempts: 0, times }, 9)).toMatchObject([{ kind: 'waiting', from: 5, to: 9 }]);
  expect(taskBars({ ...task, times: { ...times, scheduled: null } }, 9)).toEqual([]);
});

test('a phase that waits for an approval has waited since it could have started', () => {
  const phase = { ...document.phases[3]!, status: 'waiting' as const, ready_at: 10 };
  expect(phaseBars(phase, 50)).toMatchObject([{ kind: 'waiting', from: 10, to: 50 }]);
  expect(phaseBars({ ...phase, status: 'success', started_at: 200, finished_at: 300 }, 500)).toMatchObject([
    { kind: 'waiting', from: 10, to: 200 },
    { kind: 'phase', from: 200, to: 300 },
  ]);
});

test('the timeline has the tasks of open phases, and phases without any only where they are asked for', () => {
  const tasks = new Map([
    [0, [0, 1]],
    [1, [3]],
  ]);
  const rows = timelineRows(document, tasks, { isOpen: (phase) => phase === 0, isShown: () => true });
  expect(rows.map(({ kind, phase }) => `${kind} ${phase}`)).toEqual([
    'phase 0',
    'task 0',
    'task 0',
    'phase 1',
    'phase 2',
    'phase 3',
    'phase 4',
  ]);
  expect(timelineRows(document, tasks, { isOpen: () => false, isShown: (phase) => phase === 3 })).toHaveLength(3);
});

test('ticks are round and not too many', () => {
  expect(ticks(60_000, 7)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000, 60_000]);
  for (const length of [1, 900, 61_000, 86_400_000, 9e10]) expect(ticks(length, 7).length).toBeLessThanOrEqual(8);
});

test('an output that is too large is told by its size', () => {
  const budget = new OutputBudget();
  expect(budget.take({ small: true })).toEqual({ output: { small: true } });
  expect(budget.take('x'.repeat(200_000))).toEqual({ output_bytes: 200_002 });
  expect(budget.take(undefined)).toEqual({});
  const each = 'x'.repeat(100_000);
  const kept = Array.from({ length: 400 }, () => budget.take(each)).filter(({ output }) => output !== undefined);
  expect(kept.length).toBeLessThan(260);
});

test('embedded JSON is the same JSON, without a character that HTML could read', () => {
  const value = { a: '</script><!-- & \u2028' };
  expect(embeddable(value)).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(embeddable(value))).toEqual(value);
});
