import { describe, expect, test } from 'vitest';
import { phaseDefinition } from './definitions.ts';
import { drive, FAILURE, gives, subWorkflow } from './drive.ts';

const approval = { prompt: 'Publish ${{ phases.a.outputs.a0 }} alerts?', timeout: 1000, onTimeout: 'reject' as const };
const phases = () => [
  phaseDefinition('a', 1),
  phaseDefinition('b', 1, { dependsOn: ['a'], approval }),
  phaseDefinition('c', 1, { dependsOn: ['b'] }),
];

describe('an approval', () => {
  test('is asked for once when the dependencies are met, with its prompt and until when', () => {
    const { takeAll, settle, asked, phase, tick } = drive(phases());
    takeAll();
    tick(500);
    expect(settle('a0', gives(3))).toEqual([]);
    takeAll();
    expect(asked).toEqual(['b']);
    expect(phase('b')).toMatchObject({
      status: 'waiting',
      reason: 'waits for an approval: Publish 3 alerts?',
      approval: { prompt: 'Publish 3 alerts?', until: 1500 },
    });
  });

  test('has no end where the file gives no timeout', () => {
    const { takeAll, phase } = drive([phaseDefinition('a', 1, { approval: { prompt: 'Go?', onTimeout: 'reject' } })]);
    takeAll();
    expect(phase('a').approval).toEqual({ prompt: 'Go?' });
  });

  test('that is given starts the phase, which keeps who gave it', () => {
    const { takeAll, settle, answer, phase } = drive(phases());
    takeAll();
    settle('a0', gives(3));
    expect(answer('b', true, 'approved by Ada')).toEqual(['b0']);
    expect(phase('b').status).toBe('running');
    expect(phase('b').approval).toBeUndefined();
    settle('b0');
    expect(phase('b')).toMatchObject({ status: 'success', reason: 'approved by Ada' });
  });

  test('that is refused fails the phase and the run, and blocks what is behind', () => {
    const { scheduler, takeAll, settle, answer, phase, agents } = drive(phases());
    takeAll();
    settle('a0', gives(3));
    expect(answer('b', false, 'rejected by Ada: no')).toEqual([]);
    expect(phase('b')).toMatchObject({ status: 'failed', reason: 'rejected by Ada: no' });
    expect(phase('b').approval).toBeUndefined();
    expect(agents('b')).toEqual([['skipped', 'rejected by Ada: no']]);
    expect(phase('c').status).toBe('blocked');
    expect(scheduler.error).toEqual({ type: 'Rejected', message: 'rejected by Ada: no', phase: 'b', agent: null });
    expect(scheduler.isOver).toBe(true);
  });

  test('that is refused is tolerated where the phase has continue_on_error', () => {
    const { scheduler, takeAll, answer } = drive([
      phaseDefinition('a', 1, { approval: { prompt: 'Go?', onTimeout: 'reject' }, continueOnError: true }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    takeAll();
    expect(answer('a', false)).toEqual(['b0']);
    expect(scheduler.error).toBeNull();
  });

  test('is not asked for where the condition is false, or a dependency blocks', () => {
    const { takeAll, settle, asked, phase } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('b', 1, { dependsOn: ['a'], approval }),
      phaseDefinition('c', 1, { if: 'false', approval }),
    ]);
    takeAll();
    settle('a0', FAILURE);
    expect(asked).toEqual([]);
    expect([phase('b').status, phase('c').status]).toEqual(['blocked', 'skipped']);
  });

  test('counts only once: a second answer changes nothing', () => {
    const { takeAll, settle, answer, phase } = drive(phases());
    takeAll();
    settle('a0', gives(3));
    answer('b', true, 'approved');
    answer('b', false, 'rejected');
    expect(phase('b')).toMatchObject({ status: 'running', reason: 'approved' });
  });

  test('does not count as at work, so that it holds up nothing', () => {
    const { scheduler, takeAll } = drive(
      [phaseDefinition('a', 1, { approval: { prompt: 'Go?', onTimeout: 'reject' } }), phaseDefinition('b', 1)],
      { maxWorkers: 1 },
    );
    expect(takeAll()).toEqual(['b0']);
    expect(scheduler.running).toBe(1);
  });

  test('is asked for although the run is paused or full; what it lets start waits for that', () => {
    const gated = phaseDefinition('b', 1, { dependsOn: ['a'], approval: { prompt: 'Go?', onTimeout: 'reject' } });
    const { scheduler, takeAll, settle, answer, asked } = drive(
      [phaseDefinition('a', 1), phaseDefinition('long', 2), gated],
      { maxWorkers: 2 },
    );
    takeAll();
    scheduler.paused = true;
    settle('a0');
    expect(asked).toEqual(['b']);
    expect(answer('b', true)).toEqual(['long0']);
    scheduler.paused = false;
    expect(takeAll()).toEqual(['long0', 'long1']);
    expect(settle('long0')).toEqual(['long1', 'b0']);
  });

  test('is asked for at once behind a phase that turns out to be skipped while work is taken', () => {
    const { takeAll, asked } = drive([
      phaseDefinition('a', 1, { agents: [{ ...phaseDefinition('a', 1).agents[0]!, if: 'false' }] }),
      phaseDefinition('b', 1, { dependsOn: ['a'], approval: { prompt: 'Go?', onTimeout: 'reject' } }),
    ]);
    expect(takeAll()).toEqual([]);
    expect(asked).toEqual(['b']);
  });

  test('whose prompt cannot be rendered fails the phase', () => {
    const { scheduler, phase } = drive([
      phaseDefinition('a', 1, { approval: { prompt: '${{ inputs.none }}', onTimeout: 'approve' } }),
    ]);
    expect(phase('a')).toMatchObject({ status: 'failed', error: { type: 'ExpressionFailed' } });
    expect(scheduler.isOver).toBe(true);
  });

  test('may stand before a sub-workflow, which keeps who gave it', () => {
    const { takeAll, answer, settleWorkflow, phase } = drive([
      subWorkflow('a', { approval: { prompt: 'Go?', onTimeout: 'reject' } }),
    ]);
    expect(takeAll()).toEqual([]);
    expect(answer('a', true, 'approved by Ada')).toEqual(['a']);
    settleWorkflow('a', { status: 'success', outputs: {} });
    expect(phase('a')).toMatchObject({ status: 'success', reason: 'approved by Ada' });
  });
});
