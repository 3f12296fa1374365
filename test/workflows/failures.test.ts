import { describe, expect, test } from 'vitest';
import { agentDefinition, phaseDefinition } from './definitions.ts';
import { CANCELLED, drive, FAILURE, oneAgent, TIMEOUT } from './drive.ts';

const tolerated = (id: string) => ({ ...agentDefinition(id), continueOnError: true });

describe('what a failure does', () => {
  test('the other agents of a parallel phase finish, and then the phase has failed', () => {
    const { takeAll, settle, phase } = drive([phaseDefinition('a', 3, { maxWorkers: 1 })]);
    takeAll();
    settle('a0', FAILURE);
    expect(settle('a1')).toEqual(['a2']);
    expect(phase('a').status).toBe('running');
    settle('a2', FAILURE);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: '2 of 3 agents failed, first "a0"' });
  });

  test('the rest of a sequential phase is skipped, with the reason', () => {
    const { takeAll, settle, phase, agents } = drive([phaseDefinition('a', 3, { parallel: false })]);
    takeAll();
    expect(settle('a0', TIMEOUT)).toEqual([]);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" timed out' });
    expect(agents('a')).toEqual([
      ['timed_out', undefined],
      ['skipped', 'agent "a0" before it timed out'],
      ['skipped', 'agent "a0" before it timed out'],
    ]);
  });

  test('phases behind it are blocked, and others go on', () => {
    const { takeAll, settle, phase } = drive([
      phaseDefinition('bad', 1),
      phaseDefinition('b', 1, { dependsOn: ['bad'] }),
      phaseDefinition('c', 1, { dependsOn: ['b'] }),
      phaseDefinition('apart', 1),
      phaseDefinition('after_apart', 1, { dependsOn: ['apart'] }),
    ]);
    takeAll();
    expect(settle('bad0', FAILURE)).toEqual(['apart0']);
    expect(settle('apart0')).toEqual(['after_apart0']);
    expect(phase('b')).toMatchObject({ status: 'blocked', reason: 'it depends on phase "bad", which failed' });
    expect(phase('c')).toMatchObject({ status: 'blocked', reason: 'it depends on phase "b", which was blocked' });
  });

  test('the first failure in time is the one that the run reports', () => {
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 2), phaseDefinition('b', 1)]);
    takeAll();
    expect(scheduler.error).toBeNull();
    settle('b0', TIMEOUT);
    settle('a1', FAILURE);
    settle('a0', FAILURE);
    expect(scheduler.error).toEqual({ type: 'Timeout', message: 'late', phase: 'b', agent: 'b0' });
  });

  test('it is reported when it happens, not when its phase ends: an expression may read it as run.error', () => {
    const { takeAll, settle, inputOf } = drive([
      phaseDefinition('a', 2),
      phaseDefinition('b', 1),
      oneAgent('c', { with: { text: '${{ run.error.message }}' } }, { dependsOn: ['b'] }),
    ]);
    takeAll();
    settle('a0', FAILURE);
    settle('b0');
    expect(inputOf('c0')).toEqual({ text: 'no' });
  });

  test('an agent whose activity was cancelled while the run goes on has failed', () => {
    const { scheduler, takeAll, settle, agent, phase } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('b', 1, { dependsOn: [{ phase: 'a', when: 'failed' }] }),
    ]);
    takeAll();
    expect(settle('a0', CANCELLED)).toEqual(['b0']);
    const error = { type: 'Cancelled', message: 'it was cancelled, though the run was not' };
    expect(agent('a0').tasks).toMatchObject([{ status: 'failed', error, attempts: 1 }]);
    expect(phase('a').status).toBe('failed');
    expect(scheduler.error).toEqual({ ...error, phase: 'a', agent: 'a0' });
  });
});

describe('continue_on_error', () => {
  test('on an agent: the phase succeeds and says so, and the run has no error', () => {
    const { scheduler, takeAll, settle, phase, agent } = drive([
      phaseDefinition('a', 0, { agents: [tolerated('x'), agentDefinition('y')] }),
      phaseDefinition('b', 1, { dependsOn: [{ phase: 'a', when: 'success' }] }),
    ]);
    takeAll();
    settle('x', FAILURE);
    expect(settle('y')).toEqual(['b0']);
    expect(agent('x').status).toBe('failed');
    expect(phase('a')).toMatchObject({ status: 'success', reason: 'agent "x" failed, which is tolerated' });
    expect(scheduler.error).toBeNull();
  });

  test('on an agent of a sequential phase: the next one starts', () => {
    const { takeAll, settle } = drive([
      phaseDefinition('a', 0, { parallel: false, agents: [tolerated('x'), agentDefinition('y')] }),
    ]);
    takeAll();
    expect(settle('x', TIMEOUT)).toEqual(['y']);
  });

  test('on one agent it does not hide the failure of another', () => {
    const { scheduler, takeAll, settle, phase } = drive([
      phaseDefinition('a', 0, { agents: [tolerated('x'), agentDefinition('y')] }),
    ]);
    takeAll();
    settle('x', FAILURE);
    settle('y', TIMEOUT);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "y" timed out' });
    expect(scheduler.error).toMatchObject({ agent: 'y' });
  });

  test('on a phase: it has failed, plain dependencies on it are met, and the run has no error', () => {
    const { scheduler, takeAll, settle, phase } = drive([
      phaseDefinition('a', 2, { continueOnError: true, parallel: false }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    takeAll();
    expect(settle('a0', FAILURE)).toEqual(['b0']);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" failed' });
    expect(scheduler.error).toBeNull();
  });

  test('on a phase: a failure of the phase itself is tolerated too', () => {
    const { scheduler, takeAll, phase } = drive([
      phaseDefinition('a', 1, { continueOnError: true, if: 'inputs.none' }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    expect(takeAll()).toEqual(['b0']);
    expect(phase('a')).toMatchObject({ status: 'failed', error: { type: 'ExpressionFailed' } });
    expect(scheduler.error).toBeNull();
  });
});

describe('fail_fast', () => {
  const reason = 'agent "a0" failed, and the phase has fail_fast';

  test('the first failure skips what has not started, and asks that what runs be cancelled', () => {
    const { takeAll, settle, toCancel, phase, agents } = drive([
      phaseDefinition('a', 3, { failFast: true, maxWorkers: 2 }),
    ]);
    takeAll();
    expect(settle('a0', FAILURE)).toEqual(['a1']);
    expect(toCancel).toEqual(['a']);
    expect(phase('a').status).toBe('running');
    settle('a1', CANCELLED);
    expect(agents('a')).toEqual([
      ['failed', undefined],
      ['cancelled', reason],
      ['skipped', reason],
    ]);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" failed' });
  });

  test('what ends well all the same is a success, and a further failure asks for nothing more', () => {
    const { scheduler, takeAll, settle, toCancel, agents } = drive([phaseDefinition('a', 3, { failFast: true })]);
    takeAll();
    settle('a0', FAILURE);
    settle('a1');
    settle('a2', TIMEOUT);
    expect(toCancel).toEqual(['a']);
    expect(agents('a').map(([status]) => status)).toEqual(['failed', 'success', 'timed_out']);
    expect(scheduler.error).toMatchObject({ agent: 'a0' });
  });

  test('it concerns its own phase only', () => {
    const { takeAll, settle } = drive([phaseDefinition('a', 2, { failFast: true }), phaseDefinition('b', 2)], {
      maxWorkers: 3,
    });
    takeAll();
    expect(settle('a0', FAILURE)).toEqual(['a1', 'b0', 'b1']);
  });

  test('a tolerated failure is none', () => {
    const { takeAll, settle, toCancel } = drive([
      phaseDefinition('a', 0, { failFast: true, agents: [tolerated('x'), agentDefinition('y')] }),
    ]);
    takeAll();
    expect(settle('x', FAILURE)).toEqual(['y']);
    expect(toCancel).toEqual([]);
  });

  test('a failing item ends its list: items at work are cancelled, the others skipped', () => {
    const { takeAll, settle, items, agent } = drive([
      oneAgent('a', { forEach: [1, 2, 3, 4], maxWorkers: 2 }, { failFast: true }),
    ]);
    takeAll();
    settle('a0#0', FAILURE);
    settle('a0#1', CANCELLED);
    expect(items('a0')).toEqual([
      ['failed', undefined],
      ['cancelled', reason],
      ['skipped', reason],
      ['skipped', reason],
    ]);
    expect(agent('a0')).toMatchObject({ status: 'failed', reason: '1 of 4 items failed, first item 0' });
  });

  test('a list that was cut short is no success, even if none of its items was at work', () => {
    const agents = [agentDefinition('a0'), { ...agentDefinition('list'), forEach: [1, 2], maxWorkers: 1 }];
    const { scheduler, takeAll, settle, items, agent } = drive([phaseDefinition('a', 0, { agents, failFast: true })]);
    takeAll();
    scheduler.paused = true;
    settle('list#0');
    settle('a0', FAILURE);
    expect(agent('list')).toMatchObject({ status: 'cancelled', reason });
    expect(items('list')).toEqual([
      ['success', undefined],
      ['skipped', reason],
    ]);
    expect(scheduler.isOver).toBe(true);
  });

  test('an expression that fails is a failure: what is at work is to be cancelled', () => {
    const agents = [agentDefinition('x'), { ...agentDefinition('y'), with: { n: '${{ inputs.none }}' } }];
    const { takeAll, toCancel } = drive([
      phaseDefinition('a', 0, { agents: [...agents, agentDefinition('z')], failFast: true }),
    ]);
    expect(takeAll()).toEqual(['x']);
    expect(toCancel).toEqual(['a']);
  });

  test('with continue_on_error on the phase, the phases behind it start', () => {
    const { takeAll, settle } = drive([
      phaseDefinition('a', 2, { failFast: true, continueOnError: true, maxWorkers: 1 }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    takeAll();
    expect(settle('a0', FAILURE)).toEqual(['b0']);
  });
});
