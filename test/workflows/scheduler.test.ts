import { describe, expect, test } from 'vitest';
import type { PhaseDefinition } from '../../src/definition/run-definition.ts';
import { Scheduler, type AgentOutcome, type AgentState } from '../../src/workflows/scheduler.ts';
import { phaseDefinition, runDefinition } from './definitions.ts';

const SUCCESS: AgentOutcome = { status: 'success', attempts: 1, output: null };
const FAILURE: AgentOutcome = { status: 'failed', attempts: 1, error: { type: 'Error', message: 'no' } };

/** A scheduler that is driven by hand, with a clock that is set by hand. */
function drive(phases: PhaseDefinition[], rest = {}) {
  let now = 0;
  const scheduler = new Scheduler(runDefinition(phases, rest), () => now);
  const atWork = new Map<string, AgentState>();
  const takeAll = () => {
    for (let agent = scheduler.take(); agent; agent = scheduler.take()) atWork.set(agent.definition.id, agent);
    return [...atWork.keys()];
  };
  const settle = (id: string, outcome: AgentOutcome = SUCCESS) => {
    scheduler.settle(atWork.get(id)!, outcome);
    atWork.delete(id);
    return takeAll();
  };
  const phase = (name: string) => scheduler.phases.find(({ definition }) => definition.name === name)!;
  return { scheduler, takeAll, settle, phase, tick: (to: number) => (now = to) };
}

describe('what starts', () => {
  test('phases without dependencies start together; agents of a parallel phase too', () => {
    expect(drive([phaseDefinition('a', 2), phaseDefinition('b', 1)]).takeAll()).toEqual(['a0', 'a1', 'b0']);
  });

  test('a sequential phase starts one agent after the other', () => {
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

  test("the phase's limit and the run's limit both hold", () => {
    const { takeAll, settle } = drive([phaseDefinition('a', 3, { maxWorkers: 2 }), phaseDefinition('b', 3)], {
      maxWorkers: 3,
    });
    expect(takeAll()).toEqual(['a0', 'a1', 'b0']);
    expect(settle('a0')).toEqual(['a1', 'b0', 'b1']);
    expect(settle('b0')).toEqual(['a1', 'b1', 'b2']);
    expect(settle('b1')).toEqual(['a1', 'b2', 'a2']);
  });
});

describe('what a failure does', () => {
  test('the other agents of a parallel phase finish, and then the phase has failed', () => {
    const { takeAll, settle, phase } = drive([phaseDefinition('a', 3, { maxWorkers: 1 })]);
    takeAll();
    settle('a0', FAILURE);
    settle('a1');
    settle('a2', FAILURE);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: '2 of 3 agents failed, first "a0"' });
  });

  test('the rest of a sequential phase is skipped, with the reason', () => {
    const { takeAll, settle, phase } = drive([phaseDefinition('a', 3, { parallel: false })]);
    takeAll();
    expect(settle('a0', { status: 'timed_out', attempts: 2, error: { type: 'Timeout', message: '' } })).toEqual([]);
    expect(phase('a')).toMatchObject({ status: 'failed', reason: 'agent "a0" timed out' });
    expect(phase('a').agents.map(({ status, reason }) => [status, reason])).toEqual([
      ['timed_out', undefined],
      ['skipped', 'agent "a0" before it timed out'],
      ['skipped', 'agent "a0" before it timed out'],
    ]);
  });

  test('phases behind it are blocked down the whole chain, and others go on', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      phaseDefinition(`p${index}`, 1, { dependsOn: index === 0 ? ['bad'] : [`p${index - 1}`] }),
    );
    const { takeAll, settle, phase } = drive([
      phaseDefinition('bad', 1),
      ...chain,
      phaseDefinition('apart', 1),
      phaseDefinition('after_apart', 1, { dependsOn: ['apart'] }),
    ]);
    takeAll();
    expect(settle('bad0', FAILURE)).toEqual(['apart0']);
    expect(settle('apart0')).toEqual(['after_apart0']);
    expect(phase('p0')).toMatchObject({
      status: 'blocked',
      reason: 'it depends on phase "bad", which failed',
      agents: [{ status: 'blocked' }],
    });
    expect(phase('p19999')).toMatchObject({
      status: 'blocked',
      reason: 'it depends on phase "p19998", which is blocked',
    });
  });

  test('the first failure in time is the one that the run reports', () => {
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 1), phaseDefinition('b', 1)]);
    takeAll();
    settle('b0', FAILURE);
    settle('a0', FAILURE);
    expect(scheduler.firstFailure?.definition.id).toBe('b0');
  });
});

describe('stopping', () => {
  test('nothing more starts, what runs may settle, what waits is cancelled with the reason', () => {
    const { scheduler, takeAll, settle, phase } = drive([
      phaseDefinition('a', 2, { parallel: false }),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    takeAll();
    scheduler.stop('the run was cancelled');
    expect(phase('b')).toMatchObject({
      status: 'cancelled',
      reason: 'the run was cancelled',
      agents: [{ status: 'cancelled' }],
    });
    expect(settle('a0')).toEqual([]);
    expect(phase('a')).toMatchObject({
      status: 'cancelled',
      agents: [{ status: 'success' }, { status: 'cancelled', reason: 'the run was cancelled' }],
    });
  });

  test('agents that do not stop are given up', () => {
    const { scheduler, takeAll, phase } = drive([phaseDefinition('a', 1)]);
    takeAll();
    scheduler.stop('the run was cancelled');
    scheduler.abandon('it did not stop within 1s');
    expect(phase('a')).toMatchObject({
      status: 'cancelled',
      agents: [{ status: 'cancelled', reason: 'it did not stop within 1s' }],
    });
    expect(scheduler.running).toBe(0);
  });
});

test('phases and agents have the times at which they began and ended', () => {
  const { takeAll, settle, phase, tick } = drive([phaseDefinition('a', 2, { parallel: false })]);
  tick(1000);
  takeAll();
  tick(1500);
  settle('a0');
  tick(1700);
  settle('a1');
  expect(phase('a')).toMatchObject({
    startedAt: 1000,
    finishedAt: 1700,
    agents: [
      { startedAt: 1000, finishedAt: 1500 },
      { startedAt: 1500, finishedAt: 1700 },
    ],
  });
});
