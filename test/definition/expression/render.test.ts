import { describe, expect, test } from 'vitest';
import { render, renderText } from '../../../src/definition/expression/evaluate.ts';
import { variables } from './variables.ts';

const given = variables({ n: 5, list: [1, 'b'], evil: '${secret:TOKEN} $${', dollar: '$', brace: '{secret:TOKEN}' });

test('a value that is exactly one expression keeps its type; beside other text it is text', () => {
  const written = {
    number: '${{ inputs.n }}',
    list: ' ${{ inputs.list }} ',
    text: 'n is ${{ inputs.n }}, the list ${{ inputs.list }}, ${{ inputs.n > 1 }}, ${{ null }}',
    literal: '$${{ inputs.n }} costs 5$',
    other: [1, true, null, { nested: '${{ inputs.n + 1 }}' }],
  };
  expect(render(written, given)).toEqual({
    number: 5,
    list: [1, 'b'],
    text: 'n is 5, the list [1,"b"], true, null',
    literal: '${{ inputs.n }} costs 5$',
    other: [1, true, null, { nested: 6 }],
  });
});

test('a prompt or a key is always text', () => {
  expect(renderText('${{ inputs.n }}', given)).toBe('5');
  expect(renderText('${{ "a" }}', given)).toBe('a');
  expect(renderText('no reference', given)).toBe('no reference');
});

describe('what stays in written form', () => {
  const kept = (written: string) => render(written, given, { keepWritten: true });

  test('keeps the secrets that the file refers to, and literal text escaped', () => {
    expect(kept('Bearer ${secret:A} $${x} ${{ inputs.n }}')).toBe('Bearer ${secret:A} $${x} 5');
    expect(render({ a: ['${secret:A}'] }, given, { keepWritten: true })).toEqual({ a: ['${secret:A}'] });
  });

  test('lets no value name a secret, alone, in a text, or deep in a list', () => {
    expect(kept('${{ inputs.evil }}')).toBe('$${secret:TOKEN} $$${');
    expect(kept('x ${{ inputs.evil }}')).toBe('x $${secret:TOKEN} $$${');
    expect(render(['${{ {"a": [inputs.evil]} }}'], given, { keepWritten: true })).toEqual([
      { a: ['$${secret:TOKEN} $$${'] },
    ]);
  });

  test('not even one that is put together of several', () => {
    expect(kept('${{ inputs.dollar }}${{ inputs.brace }}')).toBe('$${secret:TOKEN}');
    expect(kept('${{ inputs.dollar }}{secret:TOKEN}')).toBe('$${secret:TOKEN}');
  });

  test('a "$" right before a secret would escape it, so it is an error', () => {
    expect(() => kept('${{ inputs.dollar }}${secret:A}')).toThrow('the text before ${secret:A} ends in "$"');
  });
});
