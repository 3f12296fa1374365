import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/definition/json.ts';
import { phaseDefinition } from './definitions.ts';
import { drive, gives, oneAgent } from './drive.ts';

const REASON = 'its output is that of run run-0';
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

  test('of a for_each the items are those of the earlier run', () => {
    const { scheduler, takeAll, items, agent } = drive(
      [oneAgent('a', { forEach: [1] })],
      {},
      of({ a: { a0: ['x', 'y'] } }),
    );
    expect(takeAll()).toEqual([]);
    expect(items('a0')).toEqual([
      ['success', REASON],
      ['success', REASON],
    ]);
    expect(agent('a0')).toMatchObject({ status: 'success', reason: REASON });
    expect(scheduler.variables.phase('a')!.outputs).toEqual({ a0: ['x', 'y'] });
  });

  test('an output that is no list does not fit an agent that has become a for_each, which runs', () => {
    const { takeAll } = drive([oneAgent('a', { forEach: [1, 2] })], {}, of({ a: { a0: 'x' } }));
    expect(takeAll()).toEqual(['a0#0', 'a0#1']);
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
