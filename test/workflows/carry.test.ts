import { expect, test } from 'vitest';
import type { RunDefinition } from '../../src/definition/run-definition.ts';
import { carryPhases, type CarriedRun } from '../../src/workflows/carry.ts';
import { Scheduler, type SchedulerOptions } from '../../src/workflows/scheduler.ts';
import { agentDefinition, phaseDefinition, runDefinition } from './definitions.ts';
import { FAILURE, gives, oneAgent } from './drive.ts';

const carry = ({ phases, error, paused }: Scheduler): CarriedRun =>
  JSON.parse(JSON.stringify({ startedAt: 0, error, paused, decisions: [], phases: carryPhases(phases) }));

/** Runs the first agents of a run, and then the others in a run that continues it. The names of those that the second one starts. */
function continued(definition: RunDefinition, first: number, options: Partial<SchedulerOptions> = {}) {
  const facts = { inputs: {}, runId: 'r', startedAt: 0, now: () => 7, ...options };
  const before = new Scheduler(definition, facts);
  const next = (scheduler: Scheduler) => {
    const work = scheduler.take();
    if (work && work.kind !== 'agent') throw new Error('an agent was expected');
    return work;
  };
  for (let count = 0; count < first; count++) before.settle(next(before)!.task, gives([count, count + 1]));
  const after = new Scheduler(definition, { ...facts, carried: carry(before) });
  const started = [];
  for (let work = next(after); work; work = next(after)) {
    started.push(work.input);
    after.settle(work.task, gives('x'));
  }
  return { after, started };
}

const given = (name: string, value: string) => ({ with: { [name]: value } });

test('a list that is made of an earlier output is listed again, and the items that are left run', () => {
  const list = { forEach: '${{ phases.a.outputs.a0 }}', maxWorkers: 1, ...given('n', '${{ item }}') };
  const definition = runDefinition([phaseDefinition('a', 1), oneAgent('b', list, { dependsOn: ['a'] })]);
  const { after, started } = continued(definition, 2);
  expect(started).toEqual([{ n: 1 }]);
  expect(after.variables.phase('b')!.outputs).toEqual({ b0: [[1, 2], 'x'] });
  expect(after.isOver).toBe(true);
});

test('a list that is made of an output of its own phase is listed again, also where the phase is over', () => {
  const agents = [agentDefinition('x'), { ...agentDefinition('y'), forEach: '${{ phases.a.outputs.x }}' }];
  const definition = runDefinition([
    phaseDefinition('a', 0, { agents, parallel: false }),
    oneAgent('b', given('all', '${{ phases.a.outputs.y }}'), { dependsOn: ['a'] }),
  ]);
  const { started } = continued(definition, 3);
  expect(started).toEqual([
    {
      all: [
        [1, 2],
        [2, 3],
      ],
    },
  ]);
});

test('items whose outputs are those of an earlier run stay where they are among those that run', () => {
  const reuse = {
    workflowId: 'run-0',
    outputs: {},
    items: { a: { a0: [[1, 'y', 'p'] as const, [3, 'w', 'q'] as const] } },
  };
  const definition = runDefinition([
    oneAgent('a', { forEach: ['x', 'y', 'z', 'w'], maxWorkers: 1 }),
    oneAgent('b', given('all', '${{ phases.a.outputs.a0 }}'), { dependsOn: ['a'] }),
  ]);
  for (const first of [0, 1, 2]) {
    const { after, started } = continued(definition, first, { reuse });
    const ran = [
      [0, 1],
      [1, 2],
    ].slice(0, first);
    const [x, z] = [...ran, 'x', 'x'];
    expect(started.at(-1)).toEqual({ all: [x, 'p', z, 'q'] });
    expect(after.phases[0]!.agents[0]!.tasks.map(({ reused }) => reused ?? false)).toEqual([false, true, false, true]);
  }
});

test('errors, a pause and what waits for an approval are carried; the approval is asked for again', () => {
  const approval = { prompt: 'Go?', timeout: 1000, onTimeout: 'reject' as const };
  const definition = runDefinition([phaseDefinition('a', 1), phaseDefinition('b', 1, { approval })]);
  const facts = { inputs: {}, runId: 'r', startedAt: 0 };
  const before = new Scheduler(definition, { ...facts, now: () => 1 });
  expect(before.take()).toMatchObject({ kind: 'approval' });
  const work = before.take();
  if (work?.kind !== 'agent') throw new Error('an agent was expected');
  before.settle(work.task, FAILURE);
  before.paused = true;
  const after = new Scheduler(definition, { ...facts, now: () => 500, carried: carry(before) });
  expect(after.error).toEqual({ type: 'Error', message: 'no', phase: 'a', agent: 'a0' });
  expect(after.paused).toBe(true);
  expect(after.take()).toMatchObject({ kind: 'approval', phase: { status: 'waiting', approval: { until: 1001 } } });
  after.answer(after.phases[1]!, true, 'approved');
  expect(after.take()).toBeUndefined();
  after.paused = false;
  expect(after.take()).toMatchObject({ kind: 'agent' });
});

test('what has not begun takes no room', () => {
  const definition = runDefinition([phaseDefinition('a', 1), phaseDefinition('b', 100, { dependsOn: ['a'] })]);
  const scheduler = new Scheduler(definition, { inputs: {}, runId: 'r', startedAt: 0, now: () => 0 });
  expect(carryPhases(scheduler.phases)).toEqual([{ status: 'pending', unmet: 0, agents: [] }, null]);
});
