import { describe, expect, test } from 'vitest';
import { agentDefinition, phaseDefinition } from './definitions.ts';
import { CANCELLED, drive, FAILURE, oneAgent, subWorkflow } from './drive.ts';

const REASON = 'the run was cancelled';

describe('stop', () => {
  test('nothing more starts, what runs may settle, what waits is cancelled with the reason', () => {
    const { scheduler, takeAll, settle, phase, agents } = drive([
      phaseDefinition('a', 2, { parallel: false }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    takeAll();
    scheduler.stop(REASON);
    expect(scheduler.isStopped).toBe(true);
    expect(phase('b')).toMatchObject({ status: 'cancelled', reason: REASON });
    expect(agents('b')).toEqual([['cancelled', REASON]]);
    expect(scheduler.isOver).toBe(false);
    expect(settle('a0')).toEqual([]);
    expect(phase('a')).toMatchObject({ status: 'cancelled', reason: REASON });
    expect(agents('a')).toEqual([
      ['success', undefined],
      ['cancelled', REASON],
    ]);
    expect(scheduler.isOver).toBe(true);
  });

  test('before anything has started everything is cancelled', () => {
    const { scheduler, takeAll, agents } = drive([phaseDefinition('a', 1), oneAgent('b', { forEach: [1] })]);
    scheduler.stop(REASON);
    expect(takeAll()).toEqual([]);
    expect(agents('a')).toEqual([['cancelled', REASON]]);
    expect(agents('b')).toEqual([['cancelled', REASON]]);
    expect(scheduler.isOver).toBe(true);
  });

  test('an agent that gives in to it is cancelled with the reason, and is no failure', () => {
    const { scheduler, takeAll, settle, agents } = drive([phaseDefinition('a', 1)]);
    takeAll();
    scheduler.stop(REASON);
    settle('a0', CANCELLED);
    expect(agents('a')).toEqual([['cancelled', REASON]]);
    expect(scheduler.error).toBeNull();
  });

  test('a phase whose agents all end well all the same is a success', () => {
    const { scheduler, takeAll, settle, phase } = drive([phaseDefinition('a', 1)]);
    takeAll();
    scheduler.stop(REASON);
    settle('a0');
    expect(phase('a').status).toBe('success');
  });

  test('a failure stays one, before and after', () => {
    for (const early of [true, false]) {
      const { scheduler, takeAll, settle, phase } = drive([phaseDefinition('a', 2, { maxWorkers: 1 })]);
      takeAll();
      if (early) scheduler.paused = true;
      if (early) settle('a0', FAILURE);
      scheduler.stop(REASON);
      if (!early) settle('a0', FAILURE);
      expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" failed' });
      expect(scheduler.error).toMatchObject({ agent: 'a0' });
      expect(scheduler.isOver).toBe(true);
    }
  });

  test('a phase that is between two agents is over at once', () => {
    const { scheduler, takeAll, settle, phase } = drive([phaseDefinition('a', 2, { parallel: false })]);
    takeAll();
    scheduler.paused = true;
    settle('a0');
    scheduler.stop(REASON);
    expect(phase('a')).toMatchObject({ status: 'cancelled', reason: REASON });
    expect(scheduler.isOver).toBe(true);
  });

  test('of a list, the items that have not started are cancelled, and so is the agent', () => {
    const { scheduler, takeAll, settle, items, agent } = drive([oneAgent('a', { forEach: [1, 2, 3], maxWorkers: 1 })]);
    takeAll();
    scheduler.stop(REASON);
    settle('a0#0');
    expect(items('a0')).toEqual([
      ['success', undefined],
      ['cancelled', REASON],
      ['cancelled', REASON],
    ]);
    expect(agent('a0')).toMatchObject({ status: 'cancelled', reason: REASON });
  });

  test('a phase that waits for an approval is cancelled, and an answer comes too late', () => {
    const { scheduler, takeAll, answer, phase } = drive([
      phaseDefinition('a', 1, { approval: { prompt: 'Go?', onTimeout: 'reject' } }),
    ]);
    takeAll();
    scheduler.stop(REASON);
    expect(phase('a')).toMatchObject({ status: 'cancelled', reason: REASON });
    expect(phase('a').approval).toBeUndefined();
    expect(answer('a', true)).toEqual([]);
    expect(phase('a').status).toBe('cancelled');
  });

  test('an approval that was not asked for yet is not asked for', () => {
    const { scheduler, takeAll, asked } = drive([
      phaseDefinition('a', 1, { approval: { prompt: 'Go?', onTimeout: 'reject' } }),
    ]);
    scheduler.stop(REASON);
    takeAll();
    expect(asked).toEqual([]);
  });

  test('while the run is paused it is over as soon as what runs has ended', () => {
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 1), phaseDefinition('b', 1)], { maxWorkers: 1 });
    takeAll();
    scheduler.paused = true;
    scheduler.stop(REASON);
    settle('a0', CANCELLED);
    expect(scheduler.isOver).toBe(true);
  });

  test('a second one changes nothing, and one after the end neither', () => {
    const { scheduler, takeAll, settle, settleWorkflow, agents, phase } = drive([
      phaseDefinition('a', 2),
      phaseDefinition('b', 1),
      subWorkflow('c'),
    ]);
    takeAll();
    settle('b0');
    scheduler.stop(REASON);
    scheduler.stop('another reason');
    settleWorkflow('c', { status: 'cancelled' });
    settle('a0', CANCELLED);
    settle('a1', CANCELLED);
    scheduler.stop('another reason');
    expect(agents('a')).toEqual([
      ['cancelled', REASON],
      ['cancelled', REASON],
    ]);
    expect(phase('b').status).toBe('success');
    expect(phase('c').reason).toBe(REASON);
  });

  test('after fail_fast, the reason of what was cancelled is the failure', () => {
    const { scheduler, takeAll, settle, agents } = drive([phaseDefinition('a', 2, { failFast: true })]);
    takeAll();
    settle('a0', FAILURE);
    scheduler.stop(REASON);
    settle('a1', CANCELLED);
    expect(agents('a')[1]).toEqual(['cancelled', 'agent "a0" failed, and the phase has fail_fast']);
  });
});

describe('abandon', () => {
  test('what does not stop is no longer waited for', () => {
    const waits = 'it did not stop within 1s';
    const list = { ...agentDefinition('list'), forEach: [1, 2] };
    const { scheduler, takeAll, settle, agents, items, phase } = drive([
      phaseDefinition('a', 2, { parallel: true }),
      phaseDefinition('b', 0, { agents: [list] }),
      subWorkflow('child'),
    ]);
    takeAll();
    scheduler.stop(REASON);
    settle('a0', CANCELLED);
    scheduler.abandon(waits);
    expect(agents('a')).toEqual([
      ['cancelled', REASON],
      ['cancelled', waits],
    ]);
    expect(items('list')).toEqual([
      ['cancelled', waits],
      ['cancelled', waits],
    ]);
    expect(phase('child')).toMatchObject({ status: 'cancelled', reason: waits });
    expect(scheduler.running).toBe(0);
    expect(scheduler.isOver).toBe(true);
  });

  test('what is abandoned was at work, so it had an attempt', () => {
    const { scheduler, takeAll } = drive([phaseDefinition('a', 1)]);
    takeAll();
    scheduler.stop(REASON);
    scheduler.abandon('it did not stop');
    expect(scheduler.phases[0]?.agents[0]?.tasks[0]).toMatchObject({ status: 'cancelled', attempts: 1 });
  });

  test('where everything has stopped there is nothing to abandon', () => {
    const { scheduler, takeAll, settle, agents } = drive([phaseDefinition('a', 1)]);
    takeAll();
    scheduler.stop(REASON);
    settle('a0', CANCELLED);
    scheduler.abandon('it did not stop');
    expect(agents('a')).toEqual([['cancelled', REASON]]);
    expect(scheduler.running).toBe(0);
  });
});
