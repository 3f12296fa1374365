import { expect, test } from 'vitest';
import { plainView } from '../../src/follow/plain-view.ts';
import { agentStatus, halfWay, phaseStatus, runStatusDocument } from './status.ts';

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
