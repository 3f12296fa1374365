import { describe, expect, test } from 'vitest';
import { parseAttemptLine, type AttemptLine } from '../../src/logs/attempt-line.ts';
import { AttemptLog } from '../../src/logs/attempt-log.ts';

const now = new Date('2026-01-02T03:04:05.678Z');
const linesOf = (text: string): AttemptLine[] =>
  text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => parseAttemptLine(line)!);

const kept = (log: AttemptLog) => linesOf(log.takeHead() + (log.takeTail() ?? ''));

test('a line has its time, number, level, stream, text and fields', () => {
  const log = new AttemptLog();
  log.add({ level: 'info', message: '12 rows', fields: { rows: 12 } }, now);
  log.add({ level: 'warn', message: 'oh', stream: 'stderr' }, now);
  const time = now.toISOString();
  expect(kept(log)).toEqual([
    { time, n: 1, level: 'info', stream: 'log', text: '12 rows', fields: { rows: 12 } },
    { time, n: 2, level: 'warn', stream: 'stderr', text: 'oh' },
  ]);
});

test('a line is one line, without terminal escapes, and of bounded length', () => {
  const log = new AttemptLog();
  log.add({ level: 'info', message: 'a\n\u001b[2Jb\u202e' });
  log.add({ level: 'info', message: 'ü'.repeat(100_000), fields: { long: 'x'.repeat(10_000) } });
  const text = log.takeHead();
  expect(text.trimEnd().split('\n')).toHaveLength(2);
  const [first, second] = linesOf(text);
  expect(first?.text).toBe(String.raw`a\x0a\x1b[2Jb\u202e`);
  expect(second?.text).toMatch(/ü… \(cut\)$/);
  expect(Buffer.byteLength(second!.text)).toBeLessThanOrEqual(8 * 1024);
  expect(second?.fields).toEqual({ dropped: 'fields are over 8192 bytes of JSON' });
});

test('what a process says is not believed: a level or a stream that does not exist, a text that is none', () => {
  const log = new AttemptLog();
  log.add(JSON.parse('{ "level": "__proto__", "stream": "end", "message": { "a": 1 } }'));
  expect(kept(log)).toMatchObject([{ level: 'info', stream: 'log', text: '{"a":1}' }]);
});

describe('an attempt that logs very much', () => {
  const log = new AttemptLog();
  for (let n = 1; n <= 100_000; n++) log.add({ level: 'info', message: `line ${n} ${'x'.repeat(80)}` }, now);
  log.end({ status: 'failed', seconds: 1, error: { type: 'E', message: 'no' } }, now);
  const head = log.takeHead();
  const tail = log.takeTail()!;

  test('keeps its first part and its last one, less than a megabyte', () => {
    expect(linesOf(head)[0]?.text).toMatch(/^line 1 /);
    expect(linesOf(tail).at(-2)?.text).toMatch(/^line 100000 /);
    expect(linesOf(tail).at(-1)).toMatchObject({ stream: 'end', n: 100_001 });
    expect(head.length + tail.length).toBeLessThan(1024 * 1024);
    expect(head.length).toBeGreaterThan(500 * 1024);
    expect(tail.length).toBeGreaterThan(120 * 1024);
  });

  test('says how much is left out, exactly', () => {
    const first = linesOf(head);
    const [cut, ...last] = linesOf(tail);
    const missing = 100_001 - first.length - last.length;
    expect(cut).toMatchObject({ stream: 'cut', level: 'warn', n: first.length + missing });
    expect(cut?.text).toMatch(new RegExp(`^${missing} lines \\(\\d+ KiB\\) are left out here`));
    expect(last[0]?.n).toBe(first.length + missing + 1);
  });
});

test('a last part that has not changed is not written again', () => {
  const log = new AttemptLog();
  for (let n = 1; n <= 10_000; n++) log.add({ level: 'info', message: 'x'.repeat(80) });
  expect(log.isTailNew).toBe(true);
  expect(log.takeTail()).toBeDefined();
  expect(log.isTailNew).toBe(false);
  expect(log.takeTail()).toBeUndefined();
});

describe('the end', () => {
  test('of a quiet success leaves nothing behind', () => {
    const log = new AttemptLog();
    log.end({ status: 'success', seconds: 1 });
    expect(log.isEmpty).toBe(true);
  });

  test('of a success that logged has its status and its time', () => {
    const log = new AttemptLog();
    log.add({ level: 'info', message: 'x' });
    log.end({ status: 'success', seconds: 1.23456 });
    expect(kept(log)[1]).toMatchObject({ n: 2, stream: 'end', level: 'info', status: 'success', duration: 1.235 });
  });

  test('of a failure says why, whether anything was logged or not', () => {
    const log = new AttemptLog();
    const error = { type: 'RangeError', message: 'no\u001b[2J\nat all', stack: 'RangeError: no\n    at run (a.ts:1)' };
    log.end({ status: 'failed', seconds: 1, error });
    expect(kept(log)).toMatchObject([
      {
        stream: 'end',
        level: 'error',
        status: 'failed',
        error: { type: 'RangeError', message: 'no\\x1b[2J\nat all' },
        text: 'RangeError: no\n    at run (a.ts:1)',
      },
    ]);
  });
});

test.each(['', '{"time":"2026', '[]', 'null', '{"time":"x","n":1,"level":"info","stream":"log","text":""}'])(
  'what is no line is not taken for one: %s',
  (text) => {
    expect(parseAttemptLine(text)).toBeUndefined();
  },
);
