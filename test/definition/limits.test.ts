import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load.ts';
import { folderWith } from './folder.ts';
import { cpuTime } from '../cpu-time.ts';

function problemsOf(text: string) {
  const { problems } = loadDefinition(join(folderWith({ 'workflow.yaml': text }), 'workflow.yaml'), {
    environment: {},
  });
  return problems.map(({ line, column, code, message }) => `${line}:${column} [${code}] ${message}`);
}

const AGENT = '{ module: m, class: A }';
const PHASE = `phases: [{ name: a, agents: [${AGENT}] }]\n`;
const phasesOf = (count: number, agents = `[${AGENT}]`) =>
  `phases: [${Array.from({ length: count }, (_, index) => `{ name: p${index}, agents: ${agents} }`).join(',')}]`;
const withExpression = (length: number) =>
  `phases: [{ name: a, agents: [{ module: m, class: A, if: ${'true'.padEnd(length - 8)} && true }] }]`;

describe('each limit is named by the problem that says it is passed', () => {
  test.each([
    [
      'the size of the file',
      () => `#${'x'.repeat(8 * 1024 * 1024)}`,
      '1:1 [too-large] the file has more than 8 MiB; no more are read',
    ],
    ['phases', () => phasesOf(10_001), '1:9 [too-large] phases has 10001 entries; at most 10000 are allowed'],
    [
      'agents of one phase',
      () => phasesOf(1, `[${`${AGENT},`.repeat(100_001)}]`),
      '1:30 [too-large] agents has 100001 entries; at most 100000 are allowed',
    ],
    [
      'agents of all phases',
      () => phasesOf(2, `[${`${AGENT},`.repeat(50_001)}]`),
      expect.stringMatching(/^1:\d+ \[too-large\] the file has more than 100000 agents$/),
    ],
    [
      'the text of an expression',
      () => withExpression(4_097),
      '1:57 [too-large] the expression has 4097 characters; at most 4096 are read',
    ],
    [
      'the module',
      () => `phases: [{ name: a, agents: [{ module: ${'m'.repeat(301)}, class: A }] }]`,
      expect.stringMatching(/^1:40 \[agent-not-allowed\] .*: a module is a text of 1 to 300 characters$/),
    ],
    [
      'what aliases repeat',
      () => `x-a: &a "${'x'.repeat(1_000_000)}"\nconfig: { s: { l: [${Array(9).fill('*a').join(', ')}] } }\n${PHASE}`,
      '2:52 [too-large] its aliases repeat more than 8 MiB',
    ],
    [
      'max_workers',
      () => `max_workers: 100001\n${PHASE}`,
      '1:14 [out-of-range] max_workers must be at most 100000, not 100001',
    ],
  ])('%s', (_title, text, problem) => expect(problemsOf(text())).toEqual([problem]));

  test('what is right at the limit is right', () => {
    expect(problemsOf(withExpression(4_096))).toEqual([]);
    expect(problemsOf(phasesOf(10_000))).toEqual([]);
    expect(problemsOf(`max_workers: 100000\ntimeout: 365d\n${PHASE}`)).toEqual([]);
  });
});

describe('no file takes much more time than its size', () => {
  const secondsOf = (text: string) => {
    const start = cpuTime();
    const count = problemsOf(text).length;
    return { count, seconds: (cpuTime() - start) / 1000 };
  };
  // Generous: what is quadratic takes minutes.
  test.each<[string, number, () => string]>([
    ['10,000 circular phases', 1, () => chain((index) => `depends_on: [p${(index + 1) % 10_000}]`)],
    ['10,000 unknown phases', 10_000, () => chain((index) => `depends_on: [q${index}]`)],
    ['10,000 unknown phases in expressions', 10_000, () => chain((index) => `if: phases.q${index}.status == "failed"`)],
    ['10,000 expressions about phases far above', 0, () => chain((index) => upstream(index, index >> 1))],
    ['20,000 duplicate keys', 19_999, () => `config: { s: { ${'k: 1, '.repeat(20_000)} } }\n${PHASE}`],
    ['20,000 keys with a fault each', 20_000, () => `config: { s: { ${faults(20_000)} } }\n${PHASE}`],
    ['10,000 agents of one class', 0, () => phasesOf(1, `[${`${AGENT},`.repeat(10_000)}]`)],
  ])('%s', (_title, problems, text) => {
    const { count, seconds } = secondsOf(text());
    expect(count).toBe(problems);
    expect(seconds).toBeLessThan(10);
  });

  const chain = (keys: (index: number) => string) =>
    `phases:\n${Array.from({ length: 10_000 }, (_, index) => `- { name: p${index}, ${keys(index)}, agents: [${AGENT}] }\n`).join('')}`;
  const upstream = (index: number, other: number) =>
    index === 0 ? 'parallel: true' : `depends_on: [p${index - 1}], if: phases.p${other}.status == "failed"`;
  const faults = (count: number) =>
    Array.from({ length: count }, (_, index) => `k${index}: "\${NONE_${index}}"`).join(', ');
});

test('no file changes what objects are', () => {
  problemsOf(
    `config: { s: { __proto__: { a: 1 }, constructor: { prototype: { b: 1 } } } }\n__proto__: { c: 1 }\n${PHASE}`,
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(['a', 'b', 'c'].filter((key) => key in {})).toEqual([]);
});
