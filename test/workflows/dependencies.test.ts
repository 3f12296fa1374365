import { describe, expect, test } from 'vitest';
import type { Dependency } from '../../src/definition/run-definition.ts';
import { agentDefinition, phaseDefinition } from './definitions.ts';
import { drive, FAILURE, SUCCESS, TIMEOUT } from './drive.ts';

type When = Dependency['when'];
type Ending = 'success' | 'skipped' | 'tolerated' | 'failed' | 'timed out' | 'blocked' | 'cancelled';

/** Phase `after` depends on phase `on`, which ends in the given way. */
function behind(ending: Ending, when: When) {
  const edge = { phase: 'on', ...(when ? { when } : {}) };
  const after = phaseDefinition('after', 1, { dependsOn: [edge] });
  if (ending === 'blocked') {
    const run = drive([phaseDefinition('bad', 1), phaseDefinition('on', 1, { dependsOn: ['bad'] }), after]);
    run.takeAll();
    return { ...run, atWork: run.settle('bad0', FAILURE) };
  }
  const how = ending === 'skipped' ? { if: 'false' } : ending === 'tolerated' ? { continueOnError: true } : {};
  const run = drive([phaseDefinition('on', 1, how), after]);
  let atWork = run.takeAll();
  if (ending !== 'skipped')
    atWork = run.settle('on0', ending === 'success' ? SUCCESS : ending === 'timed out' ? TIMEOUT : FAILURE);
  return { ...run, atWork };
}

describe('what the end of a dependency means for the phase behind it', () => {
  const blocks = (said: string) => ['blocked', `it depends on phase "on", which ${said}`];
  const skips = (wanted: string, said: string) => ['skipped', `it runs only if phase "on" ${wanted}, and that ${said}`];
  const starts = 'starts';
  test.each<[Ending, When, string | string[]]>([
    ['success', undefined, starts],
    ['success', 'success', starts],
    ['success', 'failed', skips('failed', 'succeeded')],
    ['success', 'skipped', skips('was skipped', 'succeeded')],
    ['success', 'completed', starts],
    ['skipped', undefined, starts],
    ['skipped', 'success', skips('succeeded', 'was skipped')],
    ['skipped', 'failed', skips('failed', 'was skipped')],
    ['skipped', 'skipped', starts],
    ['skipped', 'completed', starts],
    ['tolerated', undefined, starts],
    ['tolerated', 'success', skips('succeeded', 'failed')],
    ['tolerated', 'failed', starts],
    ['tolerated', 'skipped', skips('was skipped', 'failed')],
    ['tolerated', 'completed', starts],
    ['failed', undefined, blocks('failed')],
    ['failed', 'success', blocks('failed')],
    ['failed', 'failed', starts],
    ['failed', 'skipped', blocks('failed')],
    ['failed', 'completed', starts],
    ['timed out', undefined, blocks('failed')],
    ['timed out', 'success', blocks('failed')],
    ['timed out', 'failed', starts],
    ['timed out', 'skipped', blocks('failed')],
    ['timed out', 'completed', starts],
    ['blocked', undefined, blocks('was blocked')],
    ['blocked', 'success', blocks('was blocked')],
    ['blocked', 'failed', blocks('was blocked')],
    ['blocked', 'skipped', blocks('was blocked')],
    ['blocked', 'completed', starts],
  ])('%s, with `when: %s`: %s', (ending, when, expected) => {
    const { atWork, phase } = behind(ending, when);
    const { status, reason } = phase('after');
    expect(atWork.includes('after0') ? starts : [status, reason]).toEqual(expected);
  });

  test.each<When>([undefined, 'success', 'failed', 'skipped', 'completed'])(
    'after a stop nothing starts behind a phase that was cancelled, with `when: %s`',
    (when) => {
      const edge = { phase: 'on', ...(when ? { when } : {}) };
      const { scheduler, takeAll, settle, phase } = drive([
        phaseDefinition('on', 2, { parallel: false }),
        phaseDefinition('after', 1, { dependsOn: [edge] }),
      ]);
      takeAll();
      scheduler.stop('the run was cancelled');
      expect(settle('on0')).toEqual([]);
      expect(phase('on').status).toBe('cancelled');
      expect(phase('after')).toMatchObject({ status: 'cancelled', reason: 'the run was cancelled' });
    },
  );
});

describe('several dependencies', () => {
  const ends = (name: string) => phaseDefinition(name, 1);

  test('a phase is decided when the last of them is over, not when the first is not met', () => {
    const { takeAll, settle, phase } = drive([
      ends('a'),
      ends('b'),
      phaseDefinition('c', 1, { dependsOn: ['a', 'b'] }),
    ]);
    takeAll();
    settle('a0', FAILURE);
    expect(phase('c').status).toBe('pending');
    settle('b0');
    expect(phase('c').status).toBe('blocked');
  });

  test('one that blocks weighs more than one that skips, in whichever order they stand', () => {
    for (const names of [
      ['bad', 'good'],
      ['good', 'bad'],
    ]) {
      const dependsOn = names.map((phase) => (phase === 'good' ? { phase, when: 'failed' as const } : { phase }));
      const { takeAll, settle, phase } = drive([ends('good'), ends('bad'), phaseDefinition('c', 1, { dependsOn })]);
      takeAll();
      settle('bad0', FAILURE);
      settle('good0');
      expect(phase('c')).toMatchObject({ status: 'blocked', reason: 'it depends on phase "bad", which failed' });
    }
  });

  test('a dependency that is not met is told of rather than a condition, which is not even evaluated', () => {
    const { takeAll, settle, phase } = drive([
      ends('a'),
      phaseDefinition('c', 1, { dependsOn: [{ phase: 'a', when: 'failed' }], if: '1 / 0 == 1' }),
    ]);
    takeAll();
    settle('a0');
    expect(phase('c')).toMatchObject({
      status: 'skipped',
      reason: 'it runs only if phase "a" failed, and that succeeded',
    });
  });

  test('two edges to the same phase must both be met', () => {
    const { takeAll, settle, phase } = drive([
      ends('a'),
      phaseDefinition('c', 1, {
        dependsOn: [
          { phase: 'a', when: 'completed' },
          { phase: 'a', when: 'failed' },
        ],
      }),
    ]);
    takeAll();
    expect(settle('a0')).toEqual([]);
    expect(phase('c').status).toBe('skipped');
  });

  test('a skip goes on to phases with plain dependencies, which start', () => {
    const { takeAll, settle } = drive([
      ends('a'),
      phaseDefinition('b', 1, { dependsOn: [{ phase: 'a', when: 'failed' }] }),
      phaseDefinition('c', 1, { dependsOn: ['b'] }),
    ]);
    takeAll();
    expect(settle('a0')).toEqual(['c0']);
  });
});

test('of a phase that is skipped or blocked, the agents are what it is, for the same reason', () => {
  const { takeAll, settle, agents } = drive([
    phaseDefinition('a', 1),
    phaseDefinition('b', 2, { dependsOn: ['a'] }),
    phaseDefinition('c', 2, { dependsOn: [{ phase: 'a', when: 'skipped' }] }),
    phaseDefinition('d', 0, { dependsOn: ['a'], agents: [{ ...agentDefinition('d0'), forEach: [1, 2] }] }),
  ]);
  takeAll();
  settle('a0', FAILURE);
  const blocked = ['blocked', 'it depends on phase "a", which failed'];
  expect(agents('b')).toEqual([blocked, blocked]);
  expect(agents('c')).toEqual([blocked, blocked]);
  expect(agents('d')).toEqual([blocked]);
});
