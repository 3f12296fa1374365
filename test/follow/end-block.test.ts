import pc from 'picocolors';
import { expect, test } from 'vitest';
import { endBlock } from '../../src/follow/end-block.ts';
import { agentStatus, phaseStatus, runStatusDocument } from './status.ts';

const options = {
  style: { colors: pc.createColors(false), unicode: true },
  columns: 80,
  url: 'http://127.0.0.1:8233/a-very-long-address/that/must/not/be/cut/whatever/the/width/of/the/terminal',
  placeOf: (phase: string, agent: string) => (phase === 'bad' && agent === 'a' ? 'config/workflow.yaml:31' : undefined),
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
