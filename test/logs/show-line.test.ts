import pc from 'picocolors';
import { expect, test } from 'vitest';
import type { AttemptLine } from '../../src/logs/attempt-line.ts';
import { lineDocument, lineShower } from '../../src/logs/show-line.ts';
import { lineAt } from './a-log.ts';

const plain = { colors: pc.createColors(false), unicode: true };
const agent = { path: ['collect', 'airports'], attempt: 1, startedAt: 0 };
const item = { path: ['collect', 'refresh'], item: 3, attempt: 2, startedAt: 0 };
const shown = (line: Partial<AttemptLine>) => lineShower(plain, [])({ place: agent, line: lineAt(0, 1, line) });

test('a line has its agent, item, attempt where there are several, and time in front, lined up', () => {
  const show = lineShower(plain, [agent, item]);
  expect(show({ place: agent, line: lineAt(0, 1, { text: '376 rows', fields: { rows: 376 } }) })).toBe(
    'collect/airports      | 03:04:05 376 rows {"rows":376}\n',
  );
  expect(show({ place: item, line: lineAt(0, 1, { text: 'again' }) })).toBe('collect/refresh#3 (2) | 03:04:05 again\n');
});

test('a level that is no news is not shown, nor that of what was written to a stream', () => {
  expect(shown({ level: 'error', text: 'oh' })).toContain(' ERROR oh\n');
  expect(shown({ level: 'info', text: 'oh' })).toContain(':05 oh\n');
  expect(shown({ level: 'warn', stream: 'stderr', text: 'oh' })).toContain(':05 oh\n');
});

test('a failure has its error, all lines of it, and where it was thrown', () => {
  const text = 'RangeError: no\n  really\n    at run (a.ts:1)';
  const error = { type: 'RangeError', message: 'no\nmore of it' };
  expect(shown({ stream: 'end', status: 'failed', duration: 1.2, error, text }).split('\n')).toEqual([
    'collect/airports | 03:04:05 failed after 1.2s: RangeError: no',
    'collect/airports | 03:04:05   more of it',
    'collect/airports | 03:04:05   really',
    'collect/airports | 03:04:05     at run (a.ts:1)',
    '',
  ]);
});

test.each([
  ['success', ''],
  ['cancelled', 'collect/airports | 03:04:05 cancelled after 2s\n'],
  ['handed_over', 'collect/airports | 03:04:05 the worker shut down after 2s\n'],
] as const)('an end that is no news is not shown: %s', (status, text) => {
  expect(shown({ stream: 'end', status, duration: 2, text: '' })).toBe(text);
});

test('each agent has a colour, its items the same', () => {
  const show = lineShower({ ...plain, colors: pc.createColors(true) }, []);
  // oxlint-disable-next-line no-control-regex -- it is what is looked for
  const colorOf = (text: string) => /^\u001b\[(\d+)m/.exec(text)?.[1];
  const line = lineAt(0, 1);
  const [first, second, again] = [
    show({ place: agent, line }),
    show({ place: item, line }),
    show({ place: { ...item, item: 4 }, line }),
  ].map(colorOf);
  expect(first).toBeDefined();
  expect(second).not.toBe(first);
  expect(again).toBe(second);
});

test('marks in fields that turn text around are written out', () => {
  expect(shown({ text: 'x', fields: { a: '\u202e' } })).toContain(String.raw`x {"a":"\u202e"}`);
});

test('a line for programs names everything', () => {
  expect(
    lineDocument({ place: { ...item, path: ['publish', ...item.path] }, line: lineAt(0, 7, { fields: { a: 1 } }) }),
  ).toEqual({
    time: '2026-01-02T03:04:05.000Z',
    phase: 'publish/collect',
    agent: 'refresh',
    item: 3,
    attempt: 2,
    line: 7,
    level: 'info',
    stream: 'log',
    text: '0',
    fields: { a: 1 },
  });
});
