import { describe, expect, test } from 'vitest';
import {
  escapeText,
  hasReference,
  isWholeExpression,
  splitTemplate,
  TemplateError,
  unescapeText,
} from '../../../src/definition/expression/template.ts';

describe('a written text falls into pieces', () => {
  const expression = (text: string, start: number) => ({ kind: 'expression', text, start, end: start + text.length });
  const text = (literal: string) => ({ kind: 'text', text: literal });

  test.each([
    ['', []],
    ['plain', [text('plain')]],
    ['${{ a }}', [expression(' a ', 3)]],
    ['x ${{a}}${{b}} y', [text('x '), expression('a', 5), expression('b', 11), text(' y')]],
    ['$${ and $${{ are literal }}', [text('${ and ${{ are literal }}')]],
    ['$$${{ a }}', [text('$${{ a }}')]],
    ['keeps ${secret:A} and ${B}', [text('keeps ${secret:A} and ${B}')]],
    ['${{ "}}" }}', [expression(' "}}" ', 3)]],
    ['${{ \'}}\' + "\\"}}" }}', [expression(' \'}}\' + "\\"}}" ', 3)]],
    ['${{ """ " }} """ }}', [expression(' """ " }} """ ', 3)]],
    ['${{ {"a": {"b": 1}} }}!', [expression(' {"a": {"b": 1}} ', 3), text('!')]],
    ["${{ a // it's\n }}", [expression(" a // it's\n ", 3)]],
    ["${{ a // it's }}", [expression(" a // it's ", 3)]],
    ['${{ "$${" }}', [expression(' "$${" ', 3)]],
  ])('%j', (written, pieces) => expect(splitTemplate(written)).toEqual(pieces));

  test.each([
    ['${{ a', 0],
    ['x ${{ a }', 2],
    ['${{ a }} ${{ "b }}', 9],
    ['${{ { }}', 0],
  ])('%j is never closed', (written, offset) => {
    expect(() => splitTemplate(written)).toThrow(TemplateError);
    expect(() => splitTemplate(written)).toThrow(expect.objectContaining({ offset }));
  });
});

test.each([
  ['${{ a }}', true],
  [' ${{ a }}\n', true],
  ['${{ "}}" }}', true],
  ['${{ a }} ${{ b }}', false],
  ['x${{ a }}', false],
  ['$${{ a }}', false],
  ['${{ a', false],
  ['a', false],
])('whether %j is one whole expression: %s', (written, whole) => expect(isWholeExpression(written)).toBe(whole));

test('a reference is found at any depth, escaped or not', () => {
  expect(hasReference({ a: [1, null, { b: 'x ${{ y }}' }] })).toBe(true);
  expect(hasReference(['$${'])).toBe(true);
  expect(hasReference({ '${key}': ['$', '{', 1, null] })).toBe(false);
});

test('what is escaped reads as it did before', () => {
  expect(escapeText('${{ a }} $${b} $')).toBe('$${{ a }} $$${b} $');
  expect(unescapeText('$${{ a }} $$${b} $')).toBe('${{ a }} $${b} $');
});
