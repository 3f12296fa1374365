import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatProblems } from '../../src/definition/format-problems.ts';
import type { Problem } from '../../src/definition/problem.ts';

const folder = mkdtempSync(join(tmpdir(), 'orchestrator-problems-'));

/** One problem in a file with this content, as text without the file's path. */
function show(content: string, over: Partial<Problem>): string[] {
  const file = join(folder, 'w.yaml');
  writeFileSync(file, content);
  const problem: Problem = {
    code: 'wrong-value',
    severity: 'error',
    message: 'm',
    file,
    line: 1,
    column: 1,
    path: '',
    hint: null,
    ...over,
  };
  return formatProblems([problem]).replace(file, 'w.yaml').split('\n');
}

test('the line, the caret, the hint', () => {
  expect(show('a: 1\n\tb: x\n', { line: 2, column: 5, hint: 'Write y.' })).toEqual([
    'w.yaml:2:5 error[wrong-value] m',
    ' 2 |     b: x',
    '   |        ^',
    '   = Write y.',
    '',
  ]);
});

test('a byte order mark and carriage returns are no part of a line', () => {
  expect(show('\uFEFFa: x\r\nb: y\r\n', { column: 4 })).toEqual([
    'w.yaml:1:4 error[wrong-value] m',
    ' 1 | a: x',
    '   |    ^',
    '',
  ]);
});

test('a file that is as long as a line is not printed whole', () => {
  const lines = show(`{ a: "${'x'.repeat(1_000_000)}", b: y }`, { column: 1_000_013 });
  expect(lines).toHaveLength(4);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(lines[1]![lines[2]!.indexOf('^')]).toBe('y');
});

test('a place without text has no line, nor has a file that is not there', () => {
  expect(show('\n', {})).toEqual(['w.yaml:1:1 error[wrong-value] m', '']);
  expect(show('', { file: join(folder, 'nowhere.yaml') })).toHaveLength(2);
});

test('a message or hint cannot command the terminal', () => {
  expect(show('a', { message: 'unknown key "\u001b[2J"', hint: 'a\u0007b' }).join('\n')).toBe(
    'w.yaml:1:1 error[wrong-value] unknown key "·[2J"\n 1 | a\n   | ^\n   = a·b\n',
  );
});
