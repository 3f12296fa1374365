import { describe, expect, test } from 'vitest';
import { casesOf, expectedOf, foundOf, loadCase, type Kind } from './corpus.ts';

/**
 * Adding a case is adding a file, or a folder with a workflow.yaml. It begins with a comment for each problem that it must
 * have, and no others: `#! 7:18 error[unknown-phase] the beginning of the message`, with `agents.yaml:` before the line where
 * the problem is in another file. A right file has warnings at most.
 */
function check(kind: Kind, name: string) {
  const expected = expectedOf(kind, name);
  const loaded = loadCase(kind, name);
  const found = foundOf(kind, name, loaded);
  expect(found.map((problem, index) => problem.slice(0, expected[index]?.length ?? Infinity))).toEqual(expected);
  return { expected, ...loaded };
}

describe('wrong files have exactly the problems that they say', () => {
  test.each(casesOf('wrong'))('%s', (name) => {
    const { expected, definition, problems } = check('wrong', name);
    expect(expected.length).toBeGreaterThan(0);
    expect(definition === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  });
});

describe('right files have no error', () => {
  test.each(casesOf('right'))('%s', (name) => {
    const { definition, problems } = check('right', name);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(definition).toBeDefined();
  });
});
