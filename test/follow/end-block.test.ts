import pc from 'picocolors';
import { expect, test, vi } from 'vitest';
import { endBlock } from '../../src/follow/end-block.ts';
import { agentStatus, itemStatus, phaseStatus, runStatusDocument } from './status.ts';

// Commands are shown as the user calls them, and npm says that it is npx.
vi.stubEnv('npm_lifecycle_event', undefined);

const options = {
  style: { colors: pc.createColors(false), unicode: true },
  columns: 80,
  url: 'http://127.0.0.1:8233/a-very-long-address/that/must/not/be/cut/whatever/the/width/of/the/terminal',
  placeOf: (phase: string, agent?: string) =>
    phase === 'bad' && agent === 'a' ? 'config/workflow.yaml:31' : agent ? undefined : 'config/workflow.yaml:40',
  next: ['`orchestrator result pipeline-1 --json` prints the result again'],
};

test('of a failed run: failures first with attempts and place, then what did not run and why', () => {
  const result = runStatusDocument(
    [
      phaseStatus(
        'bad',
        [
          agentStatus('a', {
            class: 'Bad',
            status: 'failed',
            attempts: 3,
            duration: 2,
            error: { type: 'RangeError', message: 'no luck\n  at all' },
          }),
          agentStatus('b', { status: 'skipped', reason: 'agent "a" before it failed' }),
        ],
        { status: 'failed', duration: 2, reason: 'agent "a" failed', started_at: 'x' },
      ),
      phaseStatus('after', [agentStatus('c', { status: 'blocked' })], {
        status: 'blocked',
        reason: 'it depends on phase "bad", which failed',
      }),
    ],
    {
      status: 'failed',
      total_duration: 2.4,
      phases_executed: 1,
      error: { type: 'RangeError', message: 'no luck', phase: 'bad', agent: 'a' },
    },
  );
  expect(endBlock(result, options)).toBe(`✖ pipeline failed in 2.4s

  ✖ bad/a failed after 3 attempts
      RangeError: no luck
        at all
      Bad at config/workflow.yaml:31

  Not run
    – bad/b skipped: agent "a" before it failed
    – after blocked: it depends on phase "bad", which failed

  Longest
        2s  bad/a

  1 of 2 phases, 0 of 3 agents succeeded
  Web UI  ${options.url}
  Next    \`orchestrator result pipeline-1 --json\` prints the result again`);
});

test('of a run that succeeded: what its last phase gave', () => {
  const result = runStatusDocument(
    [
      phaseStatus(
        'report',
        [
          agentStatus('page', {
            status: 'success',
            attempts: 1,
            duration: 1,
            output: { file: 'report.html', charts: 6 },
          }),
        ],
        { status: 'success', duration: 1, started_at: 'x' },
      ),
    ],
    {
      status: 'success',
      phases_executed: 1,
    },
  );
  const text = endBlock(result, options);
  expect(text).toContain('✔ pipeline succeeded in 3s');
  expect(text).toContain('page  file: report.html, charts: 6');
});

test('items that failed are named with their errors, a few of them', () => {
  const items = Array.from({ length: 5 }, (_, index) =>
    itemStatus(index, { status: 'failed', attempts: 1, error: { type: 'E', message: `no ${index}` } }),
  );
  const agent = agentStatus('a', { status: 'failed', attempts: 1, items, error: { type: 'E', message: 'no 0' } });
  const text = endBlock(runStatusDocument([phaseStatus('bad', [agent], { status: 'failed' })]), options);
  expect(text).toContain(`  ✖ bad/a failed: 5 of 5 items
      #0 A0 failed after 1 attempt
      E: no 0
      #1 A1 failed after 1 attempt
      E: no 1
      #2 A2 failed after 1 attempt
      E: no 2
      and 2 more items
      Echo at config/workflow.yaml:31`);
});

test('a phase that was rejected and a sub-workflow that failed say why, where, and where to look', () => {
  const result = runStatusDocument(
    [
      phaseStatus('publish', [agentStatus('a', { status: 'skipped', reason: 'rejected by ada: not today' })], {
        status: 'failed',
        reason: 'rejected by ada: not today',
      }),
      phaseStatus('notify', [], {
        status: 'failed',
        reason: 'mail/send: no luck',
        workflow_id: 'pipeline-1/notify',
      }),
    ],
    { status: 'failed' },
  );
  expect(endBlock(result, options)).toContain(`
  ✖ publish failed
      rejected by ada: not today
      at config/workflow.yaml:40

  ✖ notify failed
      mail/send: no luck
      at config/workflow.yaml:40
      orchestrator result pipeline-1/notify
`);
});

test('what failed and was tolerated comes after what failed; what came after the phases is told too', () => {
  const failed = { status: 'failed', attempts: 1, error: { type: 'E', message: 'no luck' } } as const;
  const result = runStatusDocument(
    [
      phaseStatus('a', [agentStatus('x', { ...failed, tolerated: true })], { status: 'success' }),
      phaseStatus('b', [agentStatus('y', failed)], { status: 'failed', tolerated: true }),
    ],
    { status: 'failed', finally: phaseStatus('finally', [agentStatus('clean', failed)], { status: 'failed' }) },
  );
  expect(endBlock(result, options)).toContain(`
  ✖ finally/clean failed after 1 attempt
      E: no luck

  Failed, and tolerated
    ✖ a/x failed after 1 attempt: E: no luck
    ✖ b/y failed after 1 attempt: E: no luck
`);
});

test('the outputs of the run are its own where it has some; what was reused and skipped is counted', () => {
  const result = runStatusDocument(
    [
      phaseStatus(
        'a',
        [
          agentStatus('x', { status: 'success', output: { n: 1 }, reused: true }),
          agentStatus('y', {
            status: 'success',
            items: [
              itemStatus(0, { status: 'success', reused: true }),
              itemStatus(1, { status: 'skipped', reason: 'its condition `item != ""` is false: item is ""' }),
            ],
          }),
        ],
        { status: 'success' },
      ),
    ],
    { status: 'success', outputs: { alerts: 3, place: { file: 'a.html' } } },
  );
  const text = endBlock(result, options);
  expect(text).toContain('  Outputs\n    alerts  3\n    place  file: a.html\n');
  expect(text).toContain('– a/y 1 of 2 items skipped: its condition');
  expect(text).toContain('0 of 1 phases, 2 of 2 agents succeeded, 2 outputs reused');
});

test('what failed agents and items have logged last stands under their errors', () => {
  const error = { type: 'E', message: 'no' };
  const result = runStatusDocument(
    [
      phaseStatus(
        'bad',
        [
          agentStatus('a', { status: 'failed', attempts: 2, duration: 1, error }),
          agentStatus('each', {
            status: 'failed',
            error,
            items: [itemStatus(0), itemStatus(1, { status: 'failed', attempts: 1, error })],
          }),
        ],
        { status: 'failed' },
      ),
    ],
    { status: 'failed' },
  );
  const lastLines = new Map([
    ['bad/a', ['connecting', 'refused']],
    ['bad/each', ['of nobody']],
    ['bad/each#1', ['item A1 is empty']],
  ]);
  const block = endBlock(result, { ...options, placeOf: () => undefined, lastLines });
  expect(block).toContain('      E: no\n      | connecting\n      | refused\n');
  expect(block).toContain('      #1 A1 failed after 1 attempt\n      E: no\n      | item A1 is empty\n');
  expect(block).not.toContain('of nobody');
});
