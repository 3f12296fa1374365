import pc from 'picocolors';
import stringWidth from 'string-width';
import { expect, test, vi } from 'vitest';
import { tree, type TreeOptions } from '../../src/follow/tree.ts';
import { agentStatus, everything, halfWay, itemStatus, phaseStatus, runStatusDocument } from './status.ts';

// Commands are shown as the user calls them, and npm says that it is npx.
vi.stubEnv('npm_lifecycle_event', undefined);

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
      '✔ collect                      2/2  1.2s',
      '● analyse                      0/2  800ms',
      '  ● c                          800ms  attempt 2  43% half of the rows  no luck',
      '  ○ d',
      '○ draw                         waits for analyse',
      '○ report                       waits for a free worker',
    ].join('\n'),
  );
});

test('a phase that could start says what its run waits for', () => {
  const waiting = runStatusDocument([
    phaseStatus('collect', [agentStatus('a')], { reason: 'the run waits for its turn' }),
  ]);
  expect(tree(waiting, options)).toContain('○ collect                      the run waits for its turn');
});

test('items are counted, and those at work or failed named; what waits for a person says how to decide; a sub-workflow is shown within', () => {
  expect(tree(everything, options).join('\n')).toBe(
    [
      'pipeline pipeline-1  running  3s',
      '● collect                      2/4  2s',
      '  ● refresh                    2/4 items  2s',
      '    ✖ #1 A1                    1s  tolerated  no picture',
      '    ● #2 A2                    500ms',
      '● notify                       as pipeline-1/notify  1s',
      '  ◆ review                       Mail them?',
      '      orchestrator approve pipeline-1/notify review',
      '◆ publish                      Publish 3 alerts?',
      '    orchestrator approve pipeline-1 publish',
      '– draw                         its condition `inputs.draw` is false: inputs.dra…',
    ].join('\n'),
  );
});

test('a paused run says so, and so does what it holds back', () => {
  const lines = tree({ ...halfWay, paused: true }, options).join('\n');
  expect(lines).toContain('pipeline pipeline-1  running  paused  3s');
  expect(lines).toContain('waits until the run is resumed');
});

test('a deadline is told with the question; what is behind a phase that was skipped does not wait for it', () => {
  const until = new Date(2026, 0, 1, 14, 5).toISOString();
  const lines = tree(
    runStatusDocument([
      phaseStatus('ask', [], { status: 'waiting', approval: { prompt: 'Go on?', until } }),
      phaseStatus('skipped', [], { status: 'skipped' }),
      phaseStatus('behind', [agentStatus('a')]),
    ]),
    { ...options, dependencies: new Map([['behind', ['ask', 'skipped']]]) },
  );
  expect(lines[1]).toMatch(/ until Thu Jan 01 2026 14:05 {2}Go on\?$/);
  expect(lines.at(-1)).toMatch(/waits for ask$/);
});

test('what an earlier run has given is marked', () => {
  const agents = [
    agentStatus('a', { status: 'success', reused: true }),
    agentStatus('b', { status: 'success', attempts: 1, duration: 1, cached: true }),
    agentStatus('c', { status: 'running' }),
  ];
  const lines = tree(runStatusDocument([phaseStatus('p', agents, { status: 'running' })]), options);
  expect(lines.slice(2, 4)).toEqual([
    '  ✔ a                          reused',
    '  ✔ b                          1s  cached',
  ]);
});

test('of many items, a few of each kind are named and the others counted', () => {
  const items = Array.from({ length: 100 }, (_, index) =>
    itemStatus(index, index < 20 ? { status: 'failed', error: { type: 'E', message: 'bad' } } : { status: 'running' }),
  );
  const agent = agentStatus('wide', { status: 'running', items });
  const lines = tree(runStatusDocument([phaseStatus('p', [agent], { status: 'running' })]), options);
  expect(lines).toHaveLength(3 + 6 + 6);
  expect(lines).toContain('      and 15 more items that failed');
  expect(lines).toContain('      and 75 more items at work');
});

test('names longer than their column are cut, so that what follows stands in one line', () => {
  const long = phaseStatus('a_name_that_is_far_longer_than_its_column', [], { status: 'success', duration: 1 });
  expect(tree(runStatusDocument([long]), options)[1]).toBe('✔ a_name_that_is_far_longer_t… 1s');
});

test('what comes after the phases is shown like a phase', () => {
  const last = phaseStatus('finally', [agentStatus('clean', { status: 'running' })], { status: 'running' });
  expect(tree(runStatusDocument([], { finally: last }), options)).toEqual([
    'pipeline pipeline-1  running  3s',
    '● finally                      0/1',
    '  ● clean',
  ]);
});

test('without Unicode there is nothing but ASCII', () => {
  const ascii = tree(halfWay, { ...options, columns: 200, style: { ...options.style, unicode: false } }).join('\n');
  expect(ascii).toMatch(/^[\x20-\x7e\n]*$/);
  const all = tree(everything, { ...options, columns: 200, style: { ...options.style, unicode: false } }).join('\n');
  expect(all).toMatch(/^[\x20-\x7e\n]*$/);
});

test('no line is wider than the terminal, with colours too', () => {
  for (const status of [halfWay, everything]) {
    const lines = tree(status, { ...options, columns: 30, style: { colors: pc.createColors(true), unicode: true } });
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(30);
  }
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
