import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attemptFile, fileName, homeFolder, parseAttemptFile, placeOf } from '../../src/logs/attempt-file.ts';

const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

test('the file of an attempt names its phase, agent, item, number and time', () => {
  const place = { path: ['collect', 'refresh'], item: 3, attempt: 2, startedAt };
  expect(attemptFile(place)).toBe('collect/refresh#3/2-20260102T030405678Z.jsonl');
  expect(attemptFile({ path: ['publish', 'review', 'mail'], attempt: 1, startedAt })).toBe(
    'publish/review/mail/1-20260102T030405678Z.jsonl',
  );
});

test.each([
  [{ path: ['a', 'b'], attempt: 1, startedAt }],
  [{ path: ['a', 'b'], item: 0, attempt: 12, startedAt }],
  [{ path: ['a', 'b', 'c', 'd'], item: 99_999, attempt: 1, startedAt }],
  [{ path: ['not/ours #1 ..'], attempt: 1, startedAt }],
])('what a file names is found in its name again: %j', (place) => {
  expect(parseAttemptFile(attemptFile(place))).toEqual(place);
});

test.each([
  'a/b/notes.txt',
  '1-20260102T030405678Z.jsonl',
  'a/b/1-20260102T030405678Z.tail',
  'a/%/1-20260102T030405678Z.jsonl',
  'a/1-99999999T999999999Z.jsonl',
])('%s is not the log of an attempt', (name) => {
  expect(parseAttemptFile(name)).toBeUndefined();
});

test('an Activity ID that the interpreter did not make is taken for an agent', () => {
  expect(placeOf('collect/refresh#3')).toEqual({ path: ['collect', 'refresh'], item: 3 });
  expect(placeOf('collect/refresh')).toEqual({ path: ['collect', 'refresh'] });
  for (const id of ['5', '../../etc/passwd', 'a/b/c', 'a/b#x', '']) expect(placeOf(id)).toEqual({ path: [id] });
});

test('a Workflow ID is free text, and never leads out of the folder of logs', () => {
  expect(homeFolder({ workflowId: '../../etc', runId: '..' })).toBe('%2E%2E%2F..%2Fetc/%2E%2E');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
      const name = fileName(text);
      expect(name).toMatch(/^[A-Za-z0-9_%~-][A-Za-z0-9_%.~-]*$/);
      expect(name.length).toBeLessThanOrEqual(180);
    }),
  );
});

test('two Workflow IDs have two folders, also where they are too long for the name of a file', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'binary', maxLength: 400 }),
      (a, b) => {
        fc.pre(a !== b);
        expect(fileName(a)).not.toBe(fileName(b));
      },
    ),
  );
  expect(fileName('x'.repeat(999))).not.toBe(fileName('x'.repeat(1000)));
});
