import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load.ts';

/**
 * Adding a case is adding a file. A wrong file begins with a comment for each problem that it must have, and no others:
 * `#! 7:18 error[unknown-phase] the beginning of the message`. A right file has none.
 */
const folder = import.meta.dirname;
const environment = { SET: 'a value', NUMBER: '4', EMPTY: '' };

const load = (kind: string, name: string) => loadDefinition(join(folder, kind, name), { environment });
const files = (kind: string) =>
  readdirSync(join(folder, kind)).filter((name) => name.endsWith('.yaml') && name !== 'agents.yaml');

describe('wrong files have exactly the problems that they say', () => {
  test.each(files('wrong'))('%s', (name) => {
    const expected = readFileSync(join(folder, 'wrong', name), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#! '))
      .map((line) => line.slice(3).trim());
    const { problems, definition } = load('wrong', name);
    const found = problems.map(
      ({ line, column, severity, code, message }) => `${line}:${column} ${severity}[${code}] ${message}`,
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(found.map((problem, index) => problem.slice(0, expected[index]?.length ?? Infinity))).toEqual(expected);
    expect(definition === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  });
});

describe('right files have no problem', () => {
  test.each(files('right'))('%s', (name) => {
    const { problems, definition } = load('right', name);
    expect(problems).toEqual([]);
    expect(definition).toBeDefined();
  });
});
