import { expect, test } from 'vitest';
import { Scheduler } from '../../src/workflows/scheduler.ts';
import { phaseDefinition, runDefinition } from './definitions.ts';
import { drive, gives, oneAgent, subWorkflow } from './drive.ts';

const failed = { status: 'failed', error: { type: 'Error', message: 'no' } } as const;
const done = { status: 'success', outputs: {} } as const;

test('a sub-workflow starts with its inputs rendered, as soon as its dependencies are met', () => {
  const phases = [
    phaseDefinition('a', 1),
    subWorkflow('b', { dependsOn: ['a'] }, { count: '${{ phases.a.outputs.a0 }}' }),
  ];
  const options = { inputs: {}, runId: 'r', startedAt: 0, now: () => 7 };
  const scheduler = new Scheduler(runDefinition(phases), options);
  const work = scheduler.take();
  if (work?.kind !== 'agent') throw new Error('an agent was expected');
  scheduler.settle(work.task, gives(3));
  expect(scheduler.take()).toMatchObject({
    kind: 'workflow',
    phase: { status: 'running', startedAt: 7 },
    inputs: { count: 3 },
  });
  expect(scheduler.take()).toBeUndefined();
});

test('what it gives back are the outputs of its phase', () => {
  const { takeAll, settleWorkflow, phase, inputOf } = drive([
    subWorkflow('a'),
    oneAgent('b', { with: { n: '${{ phases.a.outputs.count + 1 }}' } }, { dependsOn: ['a'] }),
  ]);
  expect(takeAll()).toEqual(['a']);
  expect(settleWorkflow('a', { status: 'success', outputs: { count: 1 } })).toEqual(['b0']);
  expect(phase('a')).toMatchObject({ status: 'success', outputs: { count: 1 } });
  expect(inputOf('b0')).toEqual({ n: 2 });
});

test('its failure fails the phase and the run, and blocks what is behind', () => {
  const { scheduler, takeAll, settleWorkflow, phase } = drive([
    subWorkflow('a'),
    phaseDefinition('b', 1, { dependsOn: ['a'] }),
  ]);
  takeAll();
  expect(settleWorkflow('a', failed)).toEqual([]);
  expect(phase('a')).toMatchObject({ status: 'failed', reason: 'no' });
  expect(phase('b').status).toBe('blocked');
  expect(scheduler.error).toEqual({ type: 'Error', message: 'no', phase: 'a', agent: null });
});

test('its failure is tolerated where the phase has continue_on_error', () => {
  const { scheduler, takeAll, settleWorkflow } = drive([
    subWorkflow('a', { continueOnError: true }),
    phaseDefinition('b', 1, { dependsOn: ['a'] }),
  ]);
  takeAll();
  expect(settleWorkflow('a', failed)).toEqual(['b0']);
  expect(scheduler.error).toBeNull();
});

test('it counts as one at work', () => {
  const { scheduler, takeAll, settleWorkflow } = drive([subWorkflow('a'), subWorkflow('b'), phaseDefinition('c', 1)], {
    maxWorkers: 2,
  });
  expect(takeAll()).toEqual(['a', 'b']);
  expect(scheduler.running).toBe(2);
  expect(settleWorkflow('b', done)).toEqual(['a', 'c0']);
});

test('it is skipped, blocked and paused like any phase', () => {
  const { scheduler, takeAll, settleWorkflow, phase } = drive(
    [subWorkflow('a'), subWorkflow('b', { dependsOn: ['a'] }), subWorkflow('c', { if: '1 > 2' }), subWorkflow('d')],
    { maxWorkers: 1 },
  );
  takeAll();
  scheduler.paused = true;
  expect(settleWorkflow('a', failed)).toEqual([]);
  expect(phase('b').status).toBe('blocked');
  expect(phase('c')).toMatchObject({ status: 'skipped', reason: 'its condition `1 > 2` is false' });
  scheduler.paused = false;
  expect(takeAll()).toEqual(['d']);
});

test('an expression in its inputs that cannot be evaluated fails the phase, which never starts', () => {
  const { scheduler, takeAll, phase } = drive([
    subWorkflow('a', {}, { n: '${{ inputs.none }}' }),
    phaseDefinition('b', 1, { dependsOn: [{ phase: 'a', when: 'failed' }] }),
  ]);
  expect(takeAll()).toEqual(['b0']);
  expect(phase('a')).toMatchObject({ status: 'failed', error: { type: 'ExpressionFailed' } });
  expect(phase('a').startedAt).toBeUndefined();
  expect(scheduler.error).toMatchObject({ phase: 'a', agent: null });
});

test('a stop cancels one that has not started at once, and one at work when it has ended', () => {
  const { scheduler, takeAll, settleWorkflow, phase } = drive([subWorkflow('a'), subWorkflow('b')], { maxWorkers: 1 });
  takeAll();
  scheduler.stop('the run was cancelled');
  expect(phase('b')).toMatchObject({ status: 'cancelled', reason: 'the run was cancelled' });
  expect(phase('a').status).toBe('running');
  settleWorkflow('a', { status: 'cancelled' });
  expect(phase('a')).toMatchObject({ status: 'cancelled', reason: 'the run was cancelled' });
  expect(scheduler.error).toBeNull();
  expect(scheduler.isOver).toBe(true);
});

test('one that was approved and then cancelled tells of the cancellation', () => {
  const { scheduler, takeAll, answer, settleWorkflow, phase } = drive([
    subWorkflow('a', { approval: { prompt: 'Go?', onTimeout: 'reject' } }),
  ]);
  takeAll();
  answer('a', true, 'approved by Ada');
  scheduler.stop('the run was cancelled');
  settleWorkflow('a', { status: 'cancelled' });
  expect(phase('a').reason).toBe('the run was cancelled');
});

test('one that someone cancels while the run goes on is a failure', () => {
  const { scheduler, takeAll, settleWorkflow, phase } = drive([
    subWorkflow('a'),
    phaseDefinition('b', 1, { dependsOn: ['a'] }),
  ]);
  takeAll();
  settleWorkflow('a', { status: 'cancelled' });
  const message = 'its sub-workflow was cancelled, though the run was not';
  expect(phase('a')).toMatchObject({ status: 'failed', reason: message });
  expect(phase('b').status).toBe('blocked');
  expect(scheduler.error).toEqual({ type: 'Cancelled', message, phase: 'a', agent: null });
});
