import { expect, test } from 'vitest';
import { PastOutputs } from '../../src/runs/past-outputs.ts';
import { LEFT_OUT } from '../../src/workflows/to-result.ts';
import { agentStatus, itemStatus, phaseStatus, runStatusDocument } from '../follow/status.ts';

const success = { status: 'success' } as const;

test('what succeeded is taken from a result, and nothing else', () => {
  const past = new PastOutputs();
  past.addResult(
    runStatusDocument([
      phaseStatus('a', [
        agentStatus('x', { ...success, output: 1 }),
        agentStatus('nothing', { ...success, output: null }),
        agentStatus('failed', { status: 'failed' }),
        agentStatus('each', {
          status: 'failed',
          items: [itemStatus(0, { ...success, output: 'p' }), itemStatus(1, { status: 'failed' })],
        }),
      ]),
      phaseStatus('sub', [], { ...success, workflow_id: 'r/sub', outputs: { n: 3 } }),
      phaseStatus('bad', [], { status: 'failed', workflow_id: 'r/bad' }),
    ]),
  );
  expect(past.isComplete).toBe(true);
  expect([...past.agents]).toEqual([
    ['a/x', 1],
    ['a/nothing', null],
  ]);
  expect([...past.items]).toEqual([['a/each', [[0, 'A0', 'p']]]]);
  expect([...past.phases]).toEqual([['sub', { n: 3 }]]);
  // The result has the last word on what has not succeeded: an agent may have returned after the run was cancelled.
  past.addAgent('a/failed', 'late');
  past.addItem('a/each', [1, 'A1', 'late']);
  past.addPhase('bad', {});
  expect([past.agents.size, past.items.get('a/each')!.length, past.phases.size]).toEqual([2, 1, 1]);
});

test.each([
  ['a run that was terminated', []],
  ['an output that was left out', [phaseStatus('a', [agentStatus('x', { ...success, reason: LEFT_OUT })])]],
  ['agents that are only counted', [phaseStatus('a', [], { ...success, agent_counts: { success: 900 } })]],
  ['items that are only counted', [phaseStatus('a', [agentStatus('x', { items: [], item_counts: { success: 9 } })])]],
  ['a sub-workflow whose outputs were left out', [phaseStatus('a', [], { ...success, workflow_id: 'r/a' })]],
])('it is known to be incomplete: %s', (_title, results) => {
  const past = new PastOutputs();
  past.addResult(runStatusDocument(results));
  expect(past.isComplete).toBe(false);
  past.addAgent('a/x', 'from the history');
  expect(past.agents.get('a/x')).toBe('from the history');
});

test('what comes first holds, and what an earlier run had taken comes last', () => {
  const past = new PastOutputs();
  past.addAgent('a/x', 'own');
  past.addReused(
    {
      workflowId: 'run-0',
      outputs: { a: { x: 'old', y: 'old' }, sub: { n: 1 } },
      items: { a: { each: [[0, 'p', 'old']] } },
    },
    (phase) => phase === 'sub',
  );
  expect([...past.agents]).toEqual([
    ['a/x', 'own'],
    ['a/y', 'old'],
  ]);
  expect([...past.phases]).toEqual([['sub', { n: 1 }]]);
  expect(past.items.get('a/each')).toEqual([[0, 'p', 'old']]);
});
