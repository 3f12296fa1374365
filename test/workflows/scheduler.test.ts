import { describe, expect, test } from 'vitest';
import { WINDOW } from '../../src/workflows/scheduler.ts';
import { phaseDefinition } from './definitions.ts';
import { drive, FAILURE } from './drive.ts';

describe('what starts', () => {
  test('phases without dependencies start together; agents of a parallel phase too', () => {
    expect(drive([phaseDefinition('a', 2), phaseDefinition('b', 1)]).takeAll()).toEqual(['a0', 'a1', 'b0']);
  });

  test('a sequential phase starts one agent after the other, whatever its limit', () => {
    const { takeAll, settle } = drive([phaseDefinition('a', 3, { parallel: false, maxWorkers: 3 })]);
    expect(takeAll()).toEqual(['a0']);
    expect(settle('a0')).toEqual(['a1']);
    expect(settle('a1')).toEqual(['a2']);
  });

  test('a phase starts when its last dependency is met, whatever else still runs', () => {
    const { takeAll, settle } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('b', 1),
      phaseDefinition('slow', 1),
      phaseDefinition('c', 1, { dependsOn: ['a', 'b'] }),
    ]);
    expect(takeAll()).toEqual(['a0', 'b0', 'slow0']);
    expect(settle('a0')).toEqual(['b0', 'slow0']);
    expect(settle('b0')).toEqual(['slow0', 'c0']);
  });

  test('the order of phases in the file does not matter', () => {
    const { takeAll, settle } = drive([phaseDefinition('b', 1, { dependsOn: ['a'] }), phaseDefinition('a', 1)]);
    expect(takeAll()).toEqual(['a0']);
    expect(settle('a0')).toEqual(['b0']);
  });

  test("the phase's limit and the run's limit both hold", () => {
    const { takeAll, settle } = drive([phaseDefinition('a', 3, { maxWorkers: 2 }), phaseDefinition('b', 3)], {
      maxWorkers: 3,
    });
    expect(takeAll()).toEqual(['a0', 'a1', 'b0']);
    expect(settle('a0')).toEqual(['a1', 'b0', 'b1']);
    expect(settle('b0')).toEqual(['a1', 'b1', 'b2']);
    expect(settle('b1')).toEqual(['a1', 'b2', 'a2']);
  });

  test('there is never more at work than the window, whatever the limits', () => {
    const { takeAll, settle } = drive([phaseDefinition('a', WINDOW + 1)], { maxWorkers: 100_000 });
    expect(takeAll()).toHaveLength(WINDOW);
    expect(settle('a0')).toHaveLength(WINDOW);
  });

  test('phases and agents have the times at which they began and ended', () => {
    const { takeAll, settle, phase, agent, tick } = drive([phaseDefinition('a', 2, { parallel: false })]);
    tick(1000);
    takeAll();
    tick(1500);
    settle('a0');
    tick(1700);
    settle('a1');
    expect(phase('a')).toMatchObject({ startedAt: 1000, finishedAt: 1700 });
    expect(agent('a0').tasks).toMatchObject([{ startedAt: 1000, finishedAt: 1500 }]);
    expect(agent('a1').tasks).toMatchObject([{ startedAt: 1500, finishedAt: 1700 }]);
  });

  test('what an agent gave, its attempts and that it came from the cache are kept', () => {
    const { takeAll, settle, agent } = drive([phaseDefinition('a', 1)]);
    takeAll();
    settle('a0', { status: 'success', attempts: 3, output: { n: 1 }, cached: true });
    expect(agent('a0').tasks).toMatchObject([{ status: 'success', attempts: 3, output: { n: 1 }, cached: true }]);
  });
});

describe('pause', () => {
  test('what runs goes on and nothing starts until it is over', () => {
    const { scheduler, takeAll, settle, phase } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    takeAll();
    scheduler.paused = true;
    expect(settle('a0')).toEqual([]);
    expect(phase('a').status).toBe('success');
    expect(scheduler.isOver).toBe(false);
    scheduler.paused = false;
    expect(takeAll()).toEqual(['b0']);
  });

  test('it does not hold up what a failure blocks, nor conditions', () => {
    const { scheduler, takeAll, settle, phase } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
      phaseDefinition('c', 1, { dependsOn: [{ phase: 'a', when: 'failed' }], if: 'false' }),
    ]);
    takeAll();
    scheduler.paused = true;
    settle('a0', FAILURE);
    expect([phase('b').status, phase('c').status]).toEqual(['blocked', 'skipped']);
    expect(scheduler.isOver).toBe(true);
  });
});
