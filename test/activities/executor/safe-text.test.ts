import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText, escapeControls } from '../../../src/activities/executor/safe-text.ts';

test('a text is cut to its limit in bytes, never within a character, and a short one is left alone', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 12, max: 100 }), (text, limit) => {
      const cut = cutText(text, limit);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit);
      if (Buffer.byteLength(text) <= limit) expect(cut).toBe(text);
      else expect(text.startsWith(cut.slice(0, -'… (cut)'.length))).toBe(true);
    }),
  );
});

test('nothing that a terminal obeys is left, nor anything that turns text around', () => {
  expect(escapeControls('a\u001b[2J\r\n\u0007\tb')).toBe(String.raw`a\x1b[2J\x0d\x0a\x07` + '\tb');
  expect(escapeControls('\u202egpj.exe\u2069')).toBe(String.raw`\u202egpj.exe\u2069`);
  expect(escapeControls('a\nb', '\n')).toBe('a\nb');
});
