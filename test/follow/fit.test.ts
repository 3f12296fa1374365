import { expect, test } from 'vitest';
import { fit } from '../../src/follow/fit.ts';

test('a line that fits stays as it is', () => expect(fit('short', 10)).toBe('short'));

test('a longer one is cut to the width, with an ellipsis', () => expect(fit('0123456789', 5)).toBe('0123…'));

test('wide characters count as two columns', () => expect(fit('日本語日本語', 6)).toBe('日本…'));

test('colours take no room and are closed again', () =>
  expect(fit('\u001B[31m0123456789\u001B[39m', 5)).toBe('\u001B[31m0123\u001B[39m…'));
