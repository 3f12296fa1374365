import { expect, test } from 'vitest';
import { wrap } from '../../src/follow/wrap.ts';

test('a text is broken between its words, and a word is left whole', () => {
  expect(wrap('no worker polls', 20)).toEqual(['no worker polls']);
  expect(wrap('no worker polls the queue', 10)).toEqual(['no worker', 'polls the', 'queue']);
  expect(wrap('a verylongword b', 5)).toEqual(['a', 'verylongword', 'b']);
  expect(wrap('東京 東京', 5)).toEqual(['東京', '東京']);
});
