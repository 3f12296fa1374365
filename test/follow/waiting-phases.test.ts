import { expect, test } from 'vitest';
import { onlyWaits, waitingPhases } from '../../src/follow/waiting-phases.ts';
import { everything, phaseStatus, runStatusDocument } from './status.ts';

const asks = phaseStatus('ask', [], { status: 'waiting', approval: { prompt: 'Go?', until: null } });
const works = phaseStatus('work', [], { status: 'running' });
const sub = (...phases: (typeof asks)[]) =>
  phaseStatus('sub', [], {
    status: 'running',
    workflow_id: 'pipeline-1/sub',
    run: runStatusDocument(phases, { workflow_id: 'pipeline-1/sub' }),
  });

test('what waits is found in sub-workflows too, with the run that it is to be told', () => {
  expect(waitingPhases(everything)).toEqual([
    { workflowId: 'pipeline-1/notify', phase: 'review', prompt: 'Mail them?' },
    { workflowId: 'pipeline-1', phase: 'publish', prompt: 'Publish 3 alerts?' },
  ]);
});

test.each([
  ['one that asks', [asks], true],
  ['one that asks, and another that works', [asks, works], false],
  ['a sub-workflow that only waits', [sub(asks)], true],
  ['a sub-workflow that works', [asks, sub(asks, works)], false],
  [
    'a sub-workflow of which nothing is known',
    [asks, phaseStatus('sub', [], { status: 'running', workflow_id: 'x' })],
    false,
  ],
  ['nothing that asks', [phaseStatus('a', [])], false],
])('a run only waits, with %s: %#', (_title, phases, waits) => {
  expect(onlyWaits(runStatusDocument(phases))).toBe(waits);
});

test('a run that is over, or cleans up, does not wait', () => {
  expect(onlyWaits(runStatusDocument([asks], { status: 'cancelled' }))).toBe(false);
  expect(onlyWaits(runStatusDocument([asks], { finally: works }))).toBe(false);
});
