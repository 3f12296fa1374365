import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { lineWindow } from '../../src/definition/line-window.ts';

/** The line, and under it the caret. */
const show = (line: string, column: number, width = 40) => {
  const { text, indent } = lineWindow(line, column, width);
  return [text, `${' '.repeat(indent)}^`];
};

test('a short line is shown as it is', () => {
  expect(show('    depends_on: [aa]', 18)).toEqual(['    depends_on: [aa]', '                 ^']);
  expect(show('name: x', 1)).toEqual(['name: x', '^']);
  expect(show('name: x', 99)).toEqual(['name: x', '       ^']);
});

test('a tab takes four columns, a wide character two, an emoji of several characters two', () => {
  expect(show('a:\tb', 4)).toEqual(['a:    b', '      ^']);
  expect(show('名前: x', 5)).toEqual(['名前: x', '      ^']);
  expect(show('👩‍👩‍👧: x', '👩‍👩‍👧: '.length + 1)).toEqual(['👩‍👩‍👧: x', '    ^']);
});

test('of a long line what is around the column is shown', () => {
  const line = `key: ${'a'.repeat(50)}X${'b'.repeat(5000)}`;
  expect(show(line, line.indexOf('X') + 1)).toEqual([
    '…aaaaaaaaaaaaaaaaaaaaaaaaaXbbbbbbbbbbbb…',
    '                          ^',
  ]);
  expect(show(line, 1)).toEqual(['key: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…', '^']);
  expect(show(`${'a'.repeat(500)}X`, 501)).toEqual([`…${'a'.repeat(38)}X`, `${' '.repeat(39)}^`]);
});

test('what could command a terminal is shown as a dot', () => {
  expect(show('a: \u001b[31m\u202eb', 4)).toEqual(['a: ·[31m·b', '   ^']);
});

test('whatever the line and the column, it fits and the caret is under its character', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '\t', '名', '👩‍👩‍👧', 'é', '\u0301', '\u001b'),
    maxLength: 150,
  });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 20, max: 120 }), (before, after, width) => {
      const shown = lineWindow(`${before}X${after}`, before.length + 1, width);
      expect(stringWidth(shown.text)).toBeLessThanOrEqual(width);
      expect(shown.text).not.toMatch(/\p{Cc}/u);
      const [left, ...rest] = shown.text.split('X');
      expect(rest).toHaveLength(1);
      expect(stringWidth(left!)).toBe(shown.indent);
    }),
  );
});
