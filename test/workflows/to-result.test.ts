import { describe, expect, test } from 'vitest';
import { phasesExecuted, toPhaseResults } from '../../src/workflows/to-result.ts';
import { agentDefinition, phaseDefinition } from './definitions.ts';
import { drive, FAILURE, gives, oneAgent, subWorkflow } from './drive.ts';

const LEFT_OUT = 'its output is left out here for its size; it stands in the history of the run';

describe('phases as a client sees them', () => {
  test('a phase that has run, with its agents: times, attempts, output', () => {
    const { scheduler, takeAll, settle, tick } = drive([phaseDefinition('a', 1)]);
    tick(1000);
    takeAll();
    tick(3500);
    settle('a0', { status: 'success', attempts: 1, output: { n: 1 } });
    expect(toPhaseResults(scheduler.phases, 99_000)).toEqual([
      {
        phase: 'a',
        status: 'success',
        duration: 2.5,
        started_at: '1970-01-01T00:00:01.000Z',
        finished_at: '1970-01-01T00:00:03.500Z',
        reason: null,
        agents: [
          {
            id: 'a0',
            class: 'Echo',
            status: 'success',
            attempts: 1,
            duration: 2.5,
            output: { n: 1 },
            error: null,
            reason: null,
          },
        ],
      },
    ]);
  });

  test('one that has not started has no times, one that runs has a duration until now', () => {
    const { scheduler, takeAll, tick } = drive([
      phaseDefinition('a', 1),
      phaseDefinition('b', 1, { dependsOn: ['a'] }),
    ]);
    tick(1000);
    takeAll();
    expect(toPhaseResults(scheduler.phases, 4000)).toMatchObject([
      { status: 'running', duration: 3, finished_at: null, agents: [{ status: 'running', duration: 3, attempts: 0 }] },
      {
        status: 'pending',
        duration: null,
        started_at: null,
        agents: [{ status: 'pending', duration: null, output: null }],
      },
    ]);
  });

  test('a failure has its error, and is marked where it is tolerated, on the agent or on the phase', () => {
    const { scheduler, takeAll, settle } = drive([
      oneAgent('a', { continueOnError: true }),
      phaseDefinition('b', 1, { continueOnError: true }),
      phaseDefinition('c', 1),
    ]);
    takeAll();
    for (const id of ['a0', 'b0', 'c0']) settle(id, FAILURE);
    const [a, b, c] = toPhaseResults(scheduler.phases, 0);
    expect(a).toMatchObject({
      status: 'success',
      agents: [{ status: 'failed', error: { message: 'no' }, tolerated: true }],
    });
    expect(a).not.toHaveProperty('tolerated');
    expect(b).toMatchObject({ status: 'failed', tolerated: true, agents: [{ status: 'failed' }] });
    expect(b!.agents[0]).not.toHaveProperty('tolerated');
    expect(c).not.toHaveProperty('tolerated');
  });

  test('a success after retries says at which attempt; one from the cache or an earlier run is marked', () => {
    const retry = { ...agentDefinition('x').retry, maxRetries: 3 };
    const agents = [{ ...agentDefinition('x'), retry }, agentDefinition('y'), agentDefinition('z')];
    const reuse = { workflowId: 'run-0', outputs: { a: { z: 1 } } };
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 0, { agents })], {}, { reuse });
    takeAll();
    settle('x', { status: 'success', attempts: 2, output: null });
    settle('y', { status: 'success', attempts: 1, output: null, cached: true });
    const [a] = toPhaseResults(scheduler.phases, 0);
    expect(a!.agents).toMatchObject([
      { reason: 'succeeded at attempt 2 of 4' },
      { reason: null, cached: true },
      { reason: 'its output is that of run run-0', reused: true, output: 1, duration: null },
    ]);
  });

  test.each([
    [0, 1, 'Error', null],
    [2, 3, 'Error', 'failed at each of 3 attempts'],
    [2, 1, 'Stop', 'not tried again after attempt 1 of 3: no further one can mend Stop'],
    [0, 2, 'Error', 'failed at attempt 2: 1 of them ended with a worker, which uses up no retry'],
  ])('of %i retries, a failure at attempt %i by %s says: %s', (maxRetries, attempts, type, reason) => {
    const agents = [{ ...agentDefinition('x'), retry: { ...agentDefinition('x').retry, maxRetries } }];
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 0, { agents })]);
    takeAll();
    settle('x', { status: 'failed', attempts, error: { type, message: 'no' } });
    expect(toPhaseResults(scheduler.phases, 0)[0]!.agents[0]).toMatchObject({ attempts, reason });
  });

  test('an agent that was cancelled before a worker took it has not run', () => {
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 1), phaseDefinition('b', 1)]);
    takeAll();
    scheduler.stop('enough');
    settle('a0', { status: 'cancelled', attempts: 0 });
    settle('b0', { status: 'cancelled', attempts: 1 });
    expect(phasesExecuted(scheduler.phases)).toBe(1);
  });

  test('a phase that waits says what is asked, and until when', () => {
    const { scheduler } = drive([
      phaseDefinition('a', 1, { approval: { prompt: 'Go?', timeout: 5000, onTimeout: 'reject' } }),
      phaseDefinition('b', 1, { approval: { prompt: 'Go?', onTimeout: 'reject' } }),
    ]);
    expect(toPhaseResults(scheduler.phases, 0)).toMatchObject([
      { status: 'waiting', approval: { prompt: 'Go?', until: '1970-01-01T00:00:05.000Z' } },
      { status: 'waiting', approval: { prompt: 'Go?', until: null } },
    ]);
  });

  test('a sub-workflow has its workflow ID and what it gave back', () => {
    const { scheduler, takeAll, settleWorkflow, phase } = drive([subWorkflow('a')]);
    takeAll();
    phase('a').childId = 'run-1/a';
    settleWorkflow('a', { status: 'success', outputs: { n: 1 } });
    expect(toPhaseResults(scheduler.phases, 0)).toMatchObject([
      { workflow_id: 'run-1/a', outputs: { n: 1 }, agents: [] },
    ]);
  });

  test('phases that ran an agent or a sub-workflow are counted, others not', () => {
    const { scheduler, takeAll, settle } = drive([
      phaseDefinition('a', 1),
      subWorkflow('b'),
      phaseDefinition('c', 1, { if: 'false' }),
      phaseDefinition('d', 1, { dependsOn: ['a'] }),
      oneAgent('e', { if: 'false' }),
    ]);
    takeAll();
    settle('a0', FAILURE);
    expect(phasesExecuted(scheduler.phases)).toBe(2);
  });
});

describe('an agent with a for_each', () => {
  test('has items in the order of the list in place of an output, and the most attempts', () => {
    const { scheduler, takeAll, settle, tick } = drive([
      oneAgent('a', { forEach: ['p', 'q', 'r'], if: 'item != "q"' }),
    ]);
    tick(1000);
    takeAll();
    tick(2000);
    settle('a0#2', { status: 'success', attempts: 3, output: 'R' });
    tick(3000);
    settle('a0#0', { status: 'failed', attempts: 1, error: { type: 'Error', message: 'no' } });
    // Long after the end: durations have stopped.
    const [phase] = toPhaseResults(scheduler.phases, 60_000);
    const [agent] = phase!.agents;
    expect(agent).toEqual({
      id: 'a0',
      class: 'Echo',
      status: 'failed',
      attempts: 3,
      duration: 2,
      error: { type: 'Error', message: 'no' },
      reason: '1 of 3 items failed, first item 0',
      items: [
        {
          index: 0,
          item: 'p',
          status: 'failed',
          attempts: 1,
          duration: 2,
          output: null,
          error: { type: 'Error', message: 'no' },
          reason: null,
        },
        {
          index: 1,
          item: 'q',
          status: 'skipped',
          attempts: 0,
          duration: null,
          output: null,
          error: null,
          reason: 'its condition `item != "q"` is false: item is "q"',
        },
        {
          index: 2,
          item: 'r',
          status: 'success',
          attempts: 3,
          duration: 1,
          output: 'R',
          error: null,
          reason: 'succeeded at attempt 3: 2 of them ended with a worker, which uses up no retry',
        },
      ],
    });
  });

  test('that runs has a duration until now, one that has not begun has none and no items', () => {
    const { scheduler, takeAll, settle, tick } = drive([
      oneAgent('a', { forEach: [1, 2, 3], maxWorkers: 1 }),
      oneAgent('b', { forEach: [1] }, { dependsOn: ['a'] }),
    ]);
    tick(1000);
    takeAll();
    tick(2000);
    settle('a0#0');
    expect(toPhaseResults(scheduler.phases, 4000)).toMatchObject([
      { agents: [{ status: 'running', duration: 3, items: [{ duration: 1 }, { duration: 2 }, { duration: null }] }] },
      { agents: [{ status: 'pending', duration: null, items: [] }] },
    ]);
  });

  test('whose list is none has that as its error; a tolerated failure is marked', () => {
    const { scheduler, takeAll } = drive([oneAgent('a', { forEach: '${{ 1 }}', continueOnError: true })]);
    takeAll();
    const [phase] = toPhaseResults(scheduler.phases, 0);
    expect(phase!.agents).toMatchObject([
      {
        status: 'failed',
        items: [],
        tolerated: true,
        error: { type: 'ExpressionFailed', message: 'for_each needs a list, not 1' },
      },
    ]);
  });
});

/** About what an agent or an item takes, apart from its output. */
const ENTRY = 200;

describe('the budget', () => {
  test('outputs that would go beyond it are left out and say so; smaller ones after them stay', () => {
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 4)]);
    takeAll();
    settle('a0', gives('12345678'));
    settle('a1', gives('123456789'));
    settle('a2', gives('12345678'));
    settle('a3', gives(null));
    const [phase] = toPhaseResults(scheduler.phases, 0, { budget: 4 * ENTRY + 20, listed: Infinity });
    expect(phase!.agents.map(({ output, reason }) => [output, reason])).toEqual([
      ['12345678', null],
      [null, LEFT_OUT],
      ['12345678', null],
      [null, null],
    ]);
  });

  test('it holds for all phases together, for items, and for what sub-workflows give back', () => {
    const { scheduler, takeAll, settle, settleWorkflow } = drive([
      oneAgent('a', { forEach: ['item number one', 2] }),
      subWorkflow('b'),
    ]);
    takeAll();
    settle('a0#0', gives('12345678'));
    settle('a0#1', gives('12345678'));
    settleWorkflow('b', { status: 'success', outputs: { n: 1 } });
    const [a, b] = toPhaseResults(scheduler.phases, 0, { budget: 3 * ENTRY + 12, listed: Infinity });
    expect(a!.agents[0]!.items).toMatchObject([
      { item: null, output: '12345678', reason: null },
      { item: 2, output: null, reason: LEFT_OUT },
    ]);
    expect(b).toMatchObject({ status: 'success', reason: LEFT_OUT });
    expect(b).not.toHaveProperty('outputs');
  });

  test('without one everything is there', () => {
    const { scheduler, takeAll, settle } = drive([phaseDefinition('a', 1)]);
    takeAll();
    settle('a0', gives('x'.repeat(100_000)));
    expect(toPhaseResults(scheduler.phases, 0)[0]!.agents[0]!.output).toHaveLength(100_000);
  });
});

test('a hundred thousand items are no problem', () => {
  const { scheduler, takeAll } = drive([
    oneAgent('a', { forEach: Array.from({ length: 100_000 }, (_, index) => index), if: 'item < 3' }),
  ]);
  takeAll();
  const [phase] = toPhaseResults(scheduler.phases, 0);
  expect(phase!.agents[0]!.items).toHaveLength(100_000);
});

describe('too many to tell them all', () => {
  test('whole agents and items are left out when there is no room for them, and counted', () => {
    const { scheduler, takeAll, settle } = drive([oneAgent('a', { forEach: [1, 2, 3, 4] })]);
    takeAll();
    settle('a0#0');
    settle('a0#1', FAILURE);
    const telling = { budget: 3 * ENTRY, listed: Infinity };
    const [agent] = toPhaseResults(scheduler.phases, 0, telling)[0]!.agents;
    expect(agent!.items).toHaveLength(2);
    expect(agent!.item_counts).toEqual({ success: 1, failed: 1, running: 2 });
  });

  test('of a long list only what is at work or has failed is told one by one', () => {
    const { scheduler, takeAll, settle } = drive([
      oneAgent('a', { forEach: [1, 2, 3, 4, 5], maxWorkers: 1 }),
      phaseDefinition('b', 4, { parallel: false }),
    ]);
    takeAll();
    settle('a0#0');
    settle('a0#1', FAILURE);
    const [a, b] = toPhaseResults(scheduler.phases, 0, { budget: Infinity, listed: 3 });
    expect(a!.agents[0]!.items!.map(({ index, status }) => [index, status])).toEqual([
      [1, 'failed'],
      [2, 'running'],
    ]);
    expect(a!.agents[0]!.item_counts).toEqual({ success: 1, failed: 1, running: 1, pending: 2 });
    expect(b!.agents.map(({ id }) => id)).toEqual(['b0']);
    expect(b!.agent_counts).toEqual({ running: 1, pending: 3 });
  });
});
