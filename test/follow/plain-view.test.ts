import { expect, test, vi } from 'vitest';
import { plainView } from '../../src/follow/plain-view.ts';
import { agentStatus, everything, halfWay, itemStatus, phaseStatus, runStatusDocument } from './status.ts';

// Commands are shown as the user calls them, and npm says that it is npx.
vi.stubEnv('npm_lifecycle_event', undefined);

function record() {
  const lines: string[] = [];
  const view = plainView((line) => lines.push(line.replace(/^\d\d:\d\d:\d\d /, '')));
  return { view, lines };
}

test('one line for each change, and none for what has not changed', () => {
  const { view, lines } = record();
  view.show(halfWay);
  view.show({ ...halfWay, total_duration: 4 });
  expect(lines).toEqual([
    'collect/a: success in 1.2s',
    'collect/b: success in 400ms',
    'collect: success in 1.2s',
    'analyse: running, 2 agents',
    'analyse/c: attempt 2: no luck',
  ]);
});

test('failures come with their message, skips and blocks with their reason', () => {
  const { view, lines } = record();
  view.show(
    runStatusDocument([
      phaseStatus(
        'bad',
        [
          agentStatus('a', { status: 'failed', attempts: 3, duration: 2, error: { type: 'E', message: 'no luck' } }),
          agentStatus('b', { status: 'skipped', reason: 'agent "a" before it failed' }),
        ],
        {
          status: 'failed',
          duration: 2,
          reason: 'agent "a" failed',
          started_at: 'x',
        },
      ),
      phaseStatus('after', [agentStatus('c', { status: 'blocked' })], {
        status: 'blocked',
        reason: 'it depends on phase "bad", which failed',
      }),
    ]),
  );
  expect(lines).toEqual([
    'bad/a: failed in 2s, attempt 3: no luck',
    'bad/b: skipped: agent "a" before it failed',
    'bad: failed in 2s: agent "a" failed',
    'after: blocked: it depends on phase "bad", which failed',
  ]);
});

test('approvals come with the command that approves, sub-workflows with their own lines, items where something is wrong', () => {
  const { view, lines } = record();
  view.show(everything);
  expect(lines).toEqual([
    'collect: running, 1 agent',
    'collect/refresh #1 A1: failed in 1s, attempt 2, tolerated: no picture',
    'collect/refresh: running, 2 of 4 items done',
    'notify: running, as pipeline-1/notify',
    'notify/review: waits for an approval: Mail them? (`orchestrator approve pipeline-1/notify review`)',
    'publish: waits for an approval: Publish 3 alerts? (`orchestrator approve pipeline-1 publish`)',
    'draw/chart: skipped',
    'draw: skipped: its condition `inputs.draw` is false: inputs.draw is false',
  ]);
});

test('many items take a line for each tenth of the way', () => {
  const { view, lines } = record();
  for (let done = 0; done <= 1000; done++) {
    const items = Array.from({ length: 1000 }, (_, index) =>
      itemStatus(index, index < done ? { status: 'success' } : {}),
    );
    const agent = agentStatus('a', { status: 'running', items });
    view.show(runStatusDocument([phaseStatus('p', [agent], { status: 'running' })]));
  }
  expect(lines).toHaveLength(12);
  expect(lines[4]).toBe('p/a: running, 300 of 1000 items done');
});

test('a pause and its end are said once', () => {
  const { view, lines } = record();
  for (const paused of [false, true, true, false]) view.show(runStatusDocument([], paused ? { paused } : {}));
  expect(lines).toEqual(['paused: nothing starts until the run is resumed', 'resumed']);
});

test('what a phase that could start waits for is said once', () => {
  const lines: string[] = [];
  const view = plainView((line) => lines.push(line.slice(9)));
  const waiting = runStatusDocument([
    phaseStatus('collect', [agentStatus('a')], { reason: 'the run waits for its turn' }),
  ]);
  view.show(waiting);
  view.show(waiting);
  expect(lines).toEqual(['collect: pending: the run waits for its turn']);
});
