import pc from 'picocolors';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { tree, type TreeOptions } from '../../src/follow/tree.ts';
import { agentStatus, halfWay, phaseStatus, runStatusDocument } from './status.ts';

const options: TreeOptions = {
  style: { colors: pc.createColors(false), unicode: true },
  columns: 80,
  rows: 24,
  dependencies: new Map([
    ['collect', []],
    ['analyse', ['collect']],
    ['draw', ['collect', 'analyse']],
    ['report', []],
  ]),
};

test('phases in order, agents of those at work, and what the others wait for', () => {
  expect(tree(halfWay, options).join('\n')).toBe(
    [
      'pipeline pipeline-1  running  3s',
      '✔ collect                      2/2  1.2s  ',
      '● analyse                      0/2  800ms  ',
      '  ● c                          800ms  attempt 2  43% half of the rows  no luck',
      '  ○ d                          ',
      '○ draw                         waits for analyse',
      '○ report                       waits for a free worker',
    ].join('\n'),
  );
});

test('without Unicode there is nothing but ASCII', () => {
  const ascii = tree(halfWay, { ...options, columns: 200, style: { ...options.style, unicode: false } }).join('\n');
  expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
});

test('no line is wider than the terminal, with colours too', () => {
  const lines = tree(halfWay, { ...options, columns: 30, style: { colors: pc.createColors(true), unicode: true } });
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(30);
});

test('a thousand agents fold into the height of the terminal: those at work and failed stay in view', () => {
  const agents = Array.from({ length: 1000 }, (_, index) => {
    if (index === 700)
      return agentStatus('broken', {
        status: 'failed',
        attempts: 1,
        duration: 1,
        error: { type: 'E', message: 'bad' },
      });
    return agentStatus(
      `a${index}`,
      index < 900
        ? { status: 'success', attempts: 1, duration: 1 }
        : index < 905
          ? { status: 'running', duration: 1 }
          : {},
    );
  });
  const lines = tree(
    runStatusDocument([phaseStatus('wide', agents, { status: 'running', duration: 9, started_at: 'x' })]),
    { ...options, rows: 12 },
  );
  expect(lines).toHaveLength(12);
  const text = lines.join('\n');
  expect(text).toContain('broken');
  for (const index of [900, 901, 902, 903, 904]) expect(text).toContain(`a${index}`);
  expect(lines.at(-1)).toMatch(/and \d+ more lines/);
});
