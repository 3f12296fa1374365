import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkExpression } from '../../../src/definition/expression/check-expression.ts';
import { evaluate, ExpressionError, render, renderText } from '../../../src/definition/expression/evaluate.ts';
import { programOf } from '../../../src/definition/expression/program.ts';
import {
  escapeText,
  hasReference,
  scan,
  splitTemplate,
  TemplateError,
  unescapeText,
} from '../../../src/definition/expression/template.ts';
import type { Json } from '../../../src/definition/json.ts';
import { scope } from './scope.ts';
import { variables } from './variables.ts';

/** Texts in which what matters here is frequent. */
const written = fc
  .array(
    fc.oneof(
      fc.constantFrom('$', '{', '}', '${', '$${', '${{', '}}', '"', "'", '\\', '//', '\n', ' ', '${secret:A}'),
      fc.constantFrom('inputs.n', '${{ inputs.text }}', '${{ inputs.n + 1 }}', '${{ "}}" }}', '${{ inputs.list }}'),
      fc.string({ maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const words = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'inputs',
        '.n',
        '.list',
        '.text',
        '["n"]',
        'phases',
        '.analytics',
        '.status',
        '.outputs',
        '.?n',
        'run',
      ),
      fc.constantFrom(
        '+',
        '-',
        '*',
        '/',
        '%',
        '==',
        '!=',
        '<',
        '&&',
        '||',
        '!',
        '?',
        ':',
        ' in ',
        '(',
        ')',
        '[',
        ']',
        ',',
      ),
      fc.constantFrom(
        '.map(x, x)',
        '.exists(x, x == 1)',
        'size(',
        '.matches("a+")',
        'has(inputs.n)',
        'x',
        '{',
        '}',
        '.orValue(1)',
      ),
      fc.constantFrom(
        '1',
        '2.5',
        '"a"',
        'true',
        'null',
        '1u',
        'b"a"',
        'type(1)',
        'string(',
        'item',
        'secret',
        '9007199254740993',
      ),
      fc.string({ maxLength: 2 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

const text = fc.oneof(fc.string(), written);
const given = (value: string) => variables({ n: 5, list: [1, 'b', null], text: value });

test('a text of any kind is evaluated, or refused with an ExpressionError at a place within it', () => {
  fc.assert(
    fc.property(words, (expression) => {
      try {
        expect(JSON.stringify(evaluate(expression, given('t')))).toEqual(expect.any(String));
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
        const { offset } = error as ExpressionError;
        expect(offset >= 0 && offset <= expression.length).toBe(true);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a text of any kind is checked, and each fault has a place within it', () => {
  fc.assert(
    fc.property(words, (expression) => {
      for (const { message, start, end } of checkExpression(expression, scope())) {
        expect(message).not.toBe('');
        expect(start >= 0 && start <= end && end <= expression.length).toBe(true);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('what the check lets pass can be evaluated, if its values allow it', () => {
  fc.assert(
    fc.property(words, (expression) => {
      if (checkExpression(expression, scope()).length === 0) expect(() => programOf(expression)).not.toThrow();
    }),
    { numRuns: 3_000 },
  );
});

test('a template of any kind is rendered, or refused with one of the two errors', () => {
  fc.assert(
    fc.property(written, fc.string(), fc.boolean(), (template, value, keepWritten) => {
      try {
        render({ template: [template] }, given(value), { keepWritten });
      } catch (error) {
        expect(error instanceof ExpressionError || error instanceof TemplateError).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('data without references is rendered to itself', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (data, keepWritten) => {
      fc.pre(!hasReference(data as Json));
      expect(JSON.stringify(render(data as Json, given(''), { keepWritten }))).toBe(JSON.stringify(data));
    }),
  );
});

test('escaping and unescaping are inverse, and what is escaped refers to nothing', () => {
  fc.assert(
    fc.property(text, (literal) => {
      expect(unescapeText(escapeText(literal))).toBe(literal);
      expect(splitTemplate(escapeText(literal))).toEqual(literal === '' ? [] : [{ kind: 'text', text: literal }]);
    }),
    { numRuns: 2_000 },
  );
});

test('a rendered text is its pieces one after the other', () => {
  const part = fc.oneof(
    text
      .map((literal) => ({ written: escapeText(literal), value: literal }))
      .filter(({ value }) => !value.endsWith('$')),
    fc.constant({ written: '${{ inputs.text }}', value: 'v$' }),
    fc.constant({ written: '${{ inputs.n }}', value: '5' }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const template = parts.map((one) => one.written).join('');
      expect(renderText(template, given('v$'))).toBe(parts.map((one) => one.value).join(''));
    }),
    { numRuns: 1_000 },
  );
});

test('without secrets, what stays in written form reads as what is rendered at once', () => {
  fc.assert(
    fc.property(written, text, (template, value) => {
      fc.pre(!template.includes('secret:'));
      let plain: Json;
      try {
        plain = render(template, given(value));
      } catch {
        return;
      }
      const kept = render(template, given(value), { keepWritten: true });
      expect(typeof kept === 'string' ? unescapeText(kept) : kept).toEqual(plain);
      if (typeof kept === 'string') expect([...scan(kept)].every((part) => part.kind === 'text')).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
