import { describe, expect, test } from 'vitest';
import { agentDefinition, phaseDefinition } from './definitions.ts';
import { drive, FAILURE, gives, oneAgent, TIMEOUT } from './drive.ts';

describe('the list', () => {
  test('each of its items is a task of its own, started in order with its item and index', () => {
    const { takeAll, inputOf } = drive(
      [oneAgent('a', { forEach: '${{ inputs.roads }}', with: { road: '${{ item }}', at: '${{ item_index }}' } })],
      {},
      { inputs: { roads: ['A1', 'B2'] } },
    );
    expect(takeAll()).toEqual(['a0#0', 'a0#1']);
    expect(inputOf('a0#1')).toEqual({ road: 'B2', at: 1 });
  });

  test('it may be made of outputs of an earlier phase, or stand in the file with expressions in it', () => {
    const { takeAll, settle, agent } = drive([
      phaseDefinition('a', 1),
      oneAgent('b', { forEach: '${{ phases.a.outputs.a0.filter(x, x > 1) }}' }, { dependsOn: ['a'] }),
      oneAgent('c', { forEach: [1, '${{ phases.a.outputs.a0 }}', { deep: '$${x}' }] }, { dependsOn: ['a'] }),
    ]);
    takeAll();
    settle('a0', gives([1, 2, 3]));
    const values = (id: string) => agent(id).tasks.map(({ item }) => item!.value);
    expect(values('b0')).toEqual([2, 3]);
    expect(values('c0')).toEqual([1, [1, 2, 3], { deep: '${x}' }]);
  });

  test('an empty one is a success, and says so', () => {
    const { takeAll, agent, phase } = drive([
      oneAgent('a', { forEach: [] }),
      phaseDefinition('b', 1, { dependsOn: ['a'], if: 'phases.a.outputs.a0 == []' }),
    ]);
    expect(takeAll()).toEqual(['b0']);
    expect(agent('a0')).toMatchObject({ status: 'success', reason: 'its list is empty', tasks: [] });
    expect(phase('a')).toMatchObject({ status: 'success' });
  });

  test.each([
    ['text', '"abc"', 'for_each needs a list, not "abc"'],
    ['a mapping', '{"a": 1}', 'for_each needs a list, not {"a":1}'],
    ['null', 'null', 'for_each needs a list, not null'],
  ])('%s is none: the agent fails without starting', (_, expression, message) => {
    const { scheduler, takeAll, agent, phase } = drive([oneAgent('a', { forEach: `\${{ ${expression} }}` })]);
    expect(takeAll()).toEqual([]);
    const error = { type: 'ExpressionFailed', message };
    expect(agent('a0')).toMatchObject({ status: 'failed', error });
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" failed' });
    expect(scheduler.error).toEqual({ ...error, phase: 'a', agent: 'a0' });
  });

  test('one that cannot be evaluated fails the agent; if that is tolerated, the phase goes on', () => {
    const agents = [
      { ...agentDefinition('x'), forEach: '${{ inputs.none }}', continueOnError: true },
      agentDefinition('y'),
    ];
    const { scheduler, takeAll, settle, phase } = drive([phaseDefinition('a', 0, { agents, parallel: false })]);
    expect(takeAll()).toEqual(['y']);
    settle('y');
    expect(phase('a')).toMatchObject({ status: 'success', reason: 'agent "x" failed, which is tolerated' });
    expect(scheduler.error).toBeNull();
  });
});

describe('items', () => {
  const three = (rest: object = {}, phase: object = {}) => oneAgent('a', { forEach: [1, 2, 3], ...rest }, phase);

  test('the outputs are a list in the order of the items, in whichever order they ended', () => {
    const { takeAll, settle, inputOf } = drive([
      three(),
      oneAgent('b', { with: { all: '${{ phases.a.outputs.a0 }}' } }, { dependsOn: ['a'] }),
    ]);
    takeAll();
    settle('a0#2', gives('third'));
    settle('a0#0', gives('first'));
    settle('a0#1', gives('second'));
    expect(inputOf('b0')).toEqual({ all: ['first', 'second', 'third'] });
  });

  test('`if` is decided for each item; a skipped one has null in the outputs', () => {
    const { takeAll, settle, items, agent, scheduler } = drive([three({ if: 'item != 2' })]);
    expect(takeAll()).toEqual(['a0#0', 'a0#2']);
    settle('a0#0', gives('x'));
    settle('a0#2', gives('z'));
    expect(items('a0')[1]).toEqual(['skipped', 'its condition `item != 2` is false: item is 2']);
    expect(agent('a0')).toMatchObject({ status: 'success', reason: '1 of 3 items were skipped' });
    expect(scheduler.variables.phase('a')!.outputs).toEqual({ a0: ['x', null, 'z'] });
  });

  test('if all are skipped, so is the agent', () => {
    const { takeAll, phase } = drive([three({ if: 'item > 3' }), oneAgent('b', { forEach: [1], if: 'item > 3' })]);
    takeAll();
    expect(phase('a')).toMatchObject({
      status: 'skipped',
      reason: 'all 3 items were skipped; the first: its condition `item > 3` is false: item is 1',
    });
    expect(phase('b')).toMatchObject({
      status: 'skipped',
      reason: 'its condition `item > 3` is false: item is 1',
    });
  });

  test('the failure of one lets the others run, and fails the agent at the end', () => {
    const { scheduler, takeAll, settle, agent, phase } = drive([three({ maxWorkers: 1 })]);
    takeAll();
    expect(settle('a0#0', FAILURE)).toEqual(['a0#1']);
    expect(settle('a0#1', TIMEOUT)).toEqual(['a0#2']);
    expect(phase('a').status).toBe('running');
    settle('a0#2');
    expect(agent('a0')).toMatchObject({ status: 'failed', reason: '2 of 3 items failed, first item 0' });
    expect(scheduler.error).toMatchObject({ message: 'no', phase: 'a', agent: 'a0' });
  });

  test('if those that failed all timed out, the agent timed out', () => {
    const { takeAll, settle, agent, phase } = drive([three()]);
    takeAll();
    settle('a0#0');
    settle('a0#1', TIMEOUT);
    settle('a0#2');
    expect(agent('a0')).toMatchObject({ status: 'timed_out', reason: '1 of 3 items failed, first item 1' });
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" timed out' });
  });

  test('an expression that fails for one item fails that item alone', () => {
    const { takeAll, settle, items, agent } = drive([
      oneAgent('a', { forEach: [{ n: 1 }, {}, { n: 3 }], with: { n: '${{ item.n }}' } }),
    ]);
    expect(takeAll()).toEqual(['a0#0', 'a0#2']);
    settle('a0#0');
    settle('a0#2');
    expect(items('a0').map(([status]) => status)).toEqual(['success', 'failed', 'success']);
    expect(agent('a0').reason).toBe('1 of 3 items failed, first item 1');
  });

  test('with continue_on_error the failure is recorded, and the phase succeeds', () => {
    const { scheduler, takeAll, settle, agent, phase } = drive([three({ continueOnError: true })]);
    takeAll();
    settle('a0#0', FAILURE);
    settle('a0#1');
    settle('a0#2');
    expect(agent('a0').status).toBe('failed');
    expect(phase('a')).toMatchObject({ status: 'success', reason: 'agent "a0" failed, which is tolerated' });
    expect(scheduler.error).toBeNull();
  });
});

describe('limits', () => {
  const list = (id: string, length: number, maxWorkers?: number) => ({
    ...agentDefinition(id),
    forEach: Array.from({ length }, (_, index) => index),
    ...(maxWorkers === undefined ? {} : { maxWorkers }),
  });

  test("the agent's limit holds its items back, while other agents of the phase go on", () => {
    const { takeAll, settle } = drive([phaseDefinition('a', 0, { agents: [list('x', 3, 1), list('y', 2)] })]);
    expect(takeAll()).toEqual(['x#0', 'y#0', 'y#1']);
    expect(settle('y#0')).toEqual(['x#0', 'y#1']);
    expect(settle('x#0')).toEqual(['y#1', 'x#1']);
  });

  test("the phase's limit counts items", () => {
    const { takeAll, settle } = drive([
      phaseDefinition('a', 0, { maxWorkers: 2, agents: [list('x', 2), agentDefinition('y')] }),
    ]);
    expect(takeAll()).toEqual(['x#0', 'x#1']);
    expect(settle('x#1')).toEqual(['x#0', 'y']);
  });

  test("the run's limit counts items", () => {
    const { takeAll, settle } = drive([phaseDefinition('a', 0, { agents: [list('x', 5)] })], { maxWorkers: 2 });
    expect(takeAll()).toEqual(['x#0', 'x#1']);
    expect(settle('x#0')).toEqual(['x#1', 'x#2']);
  });

  test('in a sequential phase the items of one agent run side by side, and the next agent waits for the last', () => {
    const { takeAll, settle } = drive([
      phaseDefinition('a', 0, { parallel: false, agents: [list('x', 2), list('y', 1)] }),
    ]);
    expect(takeAll()).toEqual(['x#0', 'x#1']);
    expect(settle('x#0')).toEqual(['x#1']);
    expect(settle('x#1')).toEqual(['y#0']);
  });

  test('in a sequential phase the failure of an item skips the agents behind, after the other items', () => {
    const { takeAll, settle, agents } = drive([
      phaseDefinition('a', 0, { parallel: false, agents: [list('x', 2, 1), list('y', 1)] }),
    ]);
    takeAll();
    expect(settle('x#0', FAILURE)).toEqual(['x#1']);
    expect(settle('x#1')).toEqual([]);
    expect(agents('a')).toEqual([
      ['failed', '1 of 2 items failed, first item 0'],
      ['skipped', 'agent "x" before it failed'],
    ]);
  });
});
