import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/definition/json.ts';
import { isReusedRun, type ReusedItem } from '../../src/workflows/reuse.ts';
import { phaseDefinition } from './definitions.ts';
import { drive, FAILURE, gives, oneAgent, subWorkflow } from './drive.ts';

const REASON = 'its output is that of run run-0';
const items0 = (...items: ReusedItem[]) => ({
  reuse: { workflowId: 'run-0', outputs: {}, items: { a: { a0: items } } },
});
const of = (outputs: Record<string, JsonObject>) => ({ reuse: { workflowId: 'run-0', outputs } });

describe('reuse of the outputs of an earlier run', () => {
  test('an agent with one does not start, is a success that says so, and its output is read as if it had run', () => {
    const { takeAll, agent, phase, inputOf } = drive(
      [
        oneAgent('a', { if: 'false', with: { n: '${{ inputs.none }}' } }),
        oneAgent('b', { with: { n: '${{ phases.a.outputs.a0 + 1 }}' } }, { dependsOn: ['a'] }),
      ],
      {},
      of({ a: { a0: 3 } }),
    );
    expect(takeAll()).toEqual(['b0']);
    expect(inputOf('b0')).toEqual({ n: 4 });
    expect(agent('a0')).toMatchObject({
      status: 'success',
      reason: REASON,
      tasks: [{ status: 'success', output: 3, reused: true, reason: REASON, attempts: 0 }],
    });
    expect(phase('a').status).toBe('success');
    expect(phase('a').startedAt).toBeUndefined();
  });

  test('agents of the phase without one run', () => {
    const { takeAll } = drive(
      [phaseDefinition('a', 3, { parallel: false })],
      {},
      of({ a: { a0: 1, a2: null }, c: {} }),
    );
    expect(takeAll()).toEqual(['a1']);
  });

  test('of a for_each each item has its earlier output, where the same item stands at the same place', () => {
    const { scheduler, takeAll, settle, items } = drive(
      [oneAgent('a', { forEach: ['x', 'y', { k: 1 }, 'new'] })],
      {},
      items0([0, 'x', 1], [1, 'other', 2], [2, { k: 1 }, null], [7, 'gone', 4]),
    );
    expect(takeAll()).toEqual(['a0#1', 'a0#3']);
    settle('a0#3', gives('n'));
    settle('a0#1', gives('y'));
    expect(items('a0').map(([, reason]) => reason)).toEqual([REASON, undefined, REASON, undefined]);
    expect(scheduler.variables.phase('a')!.outputs).toEqual({ a0: [1, 'y', null, 'n'] });
  });

  test('a for_each of which every item has its earlier output says so itself', () => {
    const { scheduler, takeAll, agent } = drive([oneAgent('a', { forEach: [1] })], {}, items0([0, 1, 'x']));
    expect(takeAll()).toEqual([]);
    expect(agent('a0')).toMatchObject({ status: 'success', reason: REASON });
    expect(scheduler.isOver).toBe(true);
  });

  test('items that are left when the agent gives up keep their earlier outputs', () => {
    const { takeAll, settle, items, phase } = drive(
      [oneAgent('a', { forEach: [1, 2, 3], maxWorkers: 1 }, { failFast: true })],
      {},
      items0([1, 2, 'two']),
    );
    takeAll();
    settle('a0#0', FAILURE);
    expect(items('a0').map(([status]) => status)).toEqual(['failed', 'success', 'skipped']);
    expect(phase('a').status).toBe('failed');
  });

  test('an output of an agent that has become a for_each is not used, nor items of one that was one', () => {
    const { takeAll } = drive(
      [oneAgent('a', { forEach: [1, 2] }), oneAgent('b', {})],
      {},
      { reuse: { workflowId: 'run-0', outputs: { a: { a0: ['x'] } }, items: { b: { b0: [[0, 1, 2]] } } } },
    );
    expect(takeAll()).toEqual(['a0#0', 'a0#1', 'b0']);
  });

  test('a sub-workflow with earlier outputs does not start, and they are read as if it had run', () => {
    const { takeAll, phase, inputOf } = drive(
      [
        subWorkflow('sub', { approval: { prompt: 'Go?', onTimeout: 'reject' } }),
        oneAgent('b', { with: { n: '${{ phases.sub.outputs.n }}' } }, { dependsOn: ['sub'] }),
      ],
      {},
      of({ sub: { n: 3 } }),
    );
    expect(takeAll()).toEqual(['b0']);
    expect(inputOf('b0')).toEqual({ n: 3 });
    expect(phase('sub')).toMatchObject({ status: 'success', reason: REASON, outputs: { n: 3 } });
  });

  test('a phase of which nothing runs asks for no approval; one of which something runs does', () => {
    const approval = { prompt: 'Go?', onTimeout: 'reject' as const };
    const phases = [
      phaseDefinition('a', 2, { approval }),
      oneAgent('b', { forEach: [1, 2] }, { approval }),
      phaseDefinition('c', 2, { approval }),
      oneAgent('d', { forEach: [1, 2] }, { approval }),
    ];
    const { takeAll, asked, phase } = drive(
      phases,
      {},
      {
        reuse: {
          workflowId: 'run-0',
          outputs: { a: { a0: 1, a1: 2 }, c: { c0: 1 } },
          items: {
            b: {
              b0: [
                [0, 1, 'x'],
                [1, 2, 'y'],
              ],
            },
            d: { d0: [[0, 1, 'x']] },
          },
        },
      },
    );
    expect(takeAll()).toEqual([]);
    expect(asked).toEqual(['c', 'd']);
    expect([phase('a').status, phase('b').status]).toEqual(['success', 'success']);
  });

  test('a condition that is false now skips the phase all the same', () => {
    const { takeAll, phase } = drive([phaseDefinition('a', 1, { if: 'false' })], {}, of({ a: { a0: 1 } }));
    expect(takeAll()).toEqual([]);
    expect(phase('a').status).toBe('skipped');
  });

  test('names that every object has are no outputs', () => {
    const { takeAll, settle, scheduler } = drive(
      [oneAgent('constructor', { id: 'toString' }), oneAgent('b', { id: '__proto__' })],
      {},
      of({ b: {} }),
    );
    expect(takeAll()).toEqual(['toString', '__proto__']);
    settle('__proto__', gives(1));
    expect(Object.entries(scheduler.variables.phase('b')!.outputs)).toEqual([['__proto__', 1]]);
  });
});

describe('a run for one phase of an earlier one', () => {
  const phases = [
    phaseDefinition('bad', 1),
    phaseDefinition('part', 2),
    oneAgent('list', { forEach: '${{ inputs.none }}' }),
    oneAgent(
      'target',
      { with: { n: '${{ phases.part.outputs.part0 }}' } },
      {
        dependsOn: [{ phase: 'bad', when: 'failed' }, 'list'],
      },
    ),
    oneAgent('behind', {}, { dependsOn: ['target'] }),
    subWorkflow('sub'),
    subWorkflow('other'),
  ];
  const reuse = {
    workflowId: 'run-0',
    outputs: { part: { part0: 5 }, behind: { behind0: 'old' }, sub: { n: 1 } },
    items: { list: { list0: [[2, 'z', 'c'] as const, [0, 'x', 'a'] as const] } },
    only: 'target',
  };

  test('nothing else runs: what there is of others is there, the rest is skipped with the reason', () => {
    const { takeAll, settle, phase, inputOf, scheduler } = drive(phases, {}, { reuse });
    expect(takeAll()).toEqual(['target0']);
    expect(inputOf('target0')).toEqual({ n: 5 });
    settle('target0');
    const sealed = 'only phase "target" of run run-0 runs again';
    expect(scheduler.phases.map(({ definition, status }) => [definition.name, status])).toEqual([
      ['bad', 'skipped'],
      ['part', 'success'],
      ['list', 'success'],
      ['target', 'success'],
      ['behind', 'success'],
      ['sub', 'success'],
      ['other', 'skipped'],
    ]);
    expect(phase('bad').reason).toContain(sealed);
    expect(phase('other').reason).toBe(sealed);
    expect(phase('part').agents.map(({ status, reason }) => [status, reason])).toEqual([
      ['success', REASON],
      ['skipped', sealed],
    ]);
    // An item that has no output keeps its place, or those after it would be taken for others.
    expect(
      phase('list').agents[0]!.tasks.map(({ item, status, output, reason }) => [item, status, output, reason]),
    ).toEqual([
      [{ index: 0, value: 'x' }, 'success', 'a', REASON],
      [{ index: 1, value: null }, 'skipped', null, sealed],
      [{ index: 2, value: 'z' }, 'success', 'c', REASON],
    ]);
    expect(scheduler.isOver).toBe(true);
    expect(scheduler.error).toBeNull();
  });
});

test.each([
  [{ workflowId: 'r', outputs: {} }, true],
  [{ workflowId: 'r', outputs: { a: { a0: null } }, items: { a: { a0: [[0, 'x', null]] } }, only: 'a' }, true],
  [null, false],
  [{ workflowId: 1, outputs: {} }, false],
  [{ workflowId: 'r' }, false],
  [{ workflowId: 'r', outputs: [] }, false],
  [{ workflowId: 'r', outputs: { a: null } }, false],
  [{ workflowId: 'r', outputs: {}, items: [] }, false],
  [{ workflowId: 'r', outputs: {}, items: { a: [] } }, false],
  [{ workflowId: 'r', outputs: {}, items: { a: { a0: {} } } }, false],
  [{ workflowId: 'r', outputs: {}, items: { a: { a0: [[0, 'x']] } } }, false],
  [{ workflowId: 'r', outputs: {}, items: { a: { a0: [['0', 'x', 1]] } } }, false],
  [{ workflowId: 'r', outputs: {}, only: 3 }, false],
])('whether %j can be used is known before anything is', (value, is) => expect(isReusedRun(value)).toBe(is));
