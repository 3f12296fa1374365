import { expect, test } from 'vitest';
import type { PhaseDefinition } from '../../src/definition/run-definition.ts';
import { Scheduler } from '../../src/workflows/scheduler.ts';
import { agentDefinition, phaseDefinition, runDefinition } from './definitions.ts';
import { FAILURE, gives, oneAgent } from './drive.ts';

/**
 * Plays a run to its end, and gives how often the scheduler looked at one of the definitions: a measure of its work that
 * does not depend on the machine.
 */
function looks(phases: PhaseDefinition[], failing = (_id: string) => false): { looks: number; scheduler: Scheduler } {
  let count = 0;
  const counted = <T extends object>(definition: T): T =>
    new Proxy(definition, { get: (target, key): unknown => (count++, Reflect.get(target, key)) });
  const watched = phases.map((phase) => counted({ ...phase, agents: phase.agents.map(counted) }));
  const options = { inputs: {}, runId: 'r', startedAt: 0, now: () => 0 };
  const scheduler = new Scheduler(runDefinition(watched, { maxWorkers: 500 }), options);
  const running = [];
  for (;;) {
    for (let work = scheduler.take(); work; work = scheduler.take()) {
      if (work.kind === 'agent') running.push(work.task);
      else throw new Error(`${work.kind} was not expected`);
    }
    const task = running.shift();
    if (!task) break;
    scheduler.settle(task, failing(task.agent.definition.id) ? FAILURE : gives('x'));
  }
  expect(scheduler.isOver).toBe(true);
  return { looks: count, scheduler };
}

const chain = (length: number, rest: Parameters<typeof phaseDefinition>[2] = {}) =>
  Array.from({ length }, (_, index) =>
    phaseDefinition(`p${index}`, 1, { ...rest, ...(index > 0 ? { dependsOn: [`p${index - 1}`] } : {}) }),
  );

const count = (scheduler: Scheduler, status: string) =>
  scheduler.phases.filter((phase) => phase.status === status).length;

/** Twice as much must not be much more than twice the work. */
function expectLinear(
  make: (size: number) => PhaseDefinition[],
  size: number,
  failing?: (id: string) => boolean,
): Scheduler {
  const half = looks(make(size / 2), failing);
  const whole = looks(make(size), failing);
  expect(whole.looks / half.looks).toBeLessThan(2.2);
  return whole.scheduler;
}

test('a chain of 20,000 phases runs in linear time', () => {
  expect(count(expectLinear(chain, 20_000), 'success')).toBe(20_000);
});

test('a chain of 20,000 phases is blocked in linear time, and without recursion', () => {
  const scheduler = expectLinear(chain, 20_000, (id) => id === 'p00');
  expect(count(scheduler, 'blocked')).toBe(19_999);
  expect(scheduler.phases.at(-1)!.reason).toBe('it depends on phase "p19998", which was blocked');
});

test('a chain of 20,000 phases is skipped in linear time, and without recursion', () => {
  const scheduler = expectLinear((length) => chain(length, { if: 'false' }), 20_000);
  expect(count(scheduler, 'skipped')).toBe(20_000);
});

test('20,000 phases side by side, and one behind all of them, run in linear time', () => {
  const scheduler = expectLinear((size) => {
    const phases = Array.from({ length: size }, (_, index) => phaseDefinition(`p${index}`, 1));
    return [...phases, phaseDefinition('last', 1, { dependsOn: phases.map(({ name }) => name) })];
  }, 20_000);
  expect(count(scheduler, 'success')).toBe(20_001);
});

test('20,000 phases behind one that fails are blocked in linear time', () => {
  const scheduler = expectLinear(
    (size) => [
      phaseDefinition('bad', 1),
      ...Array.from({ length: size }, (_, index) => phaseDefinition(`p${index}`, 1, { dependsOn: ['bad'] })),
    ],
    20_000,
    (id) => id === 'bad0',
  );
  expect(count(scheduler, 'blocked')).toBe(20_000);
});

test('20,000 agents of a phase run in linear time, side by side and one after another', () => {
  for (const parallel of [true, false])
    expect(
      count(
        expectLinear((size) => [phaseDefinition('a', size, { parallel })], 20_000),
        'success',
      ),
    ).toBe(1);
});

test('50,000 items run in linear time, also where each reads the outputs of a list before it in its own phase', () => {
  const list = (length: number) => Array.from({ length }, (_, index) => index);
  const scheduler = expectLinear((size) => {
    const agents = [
      { ...agentDefinition('x'), forEach: list(size), maxWorkers: 7 },
      { ...agentDefinition('y'), forEach: list(size), with: { before: '${{ phases.a.outputs.x[item] }}' } },
    ];
    return [phaseDefinition('a', 0, { agents, parallel: false })];
  }, 50_000);
  expect(scheduler.phases[0]!.agents[1]!.tasks.at(-1)!.status).toBe('success');
});

test('in a sequential phase of 10,000 agents each may read the one before it', () => {
  const scheduler = expectLinear((size) => {
    const agents = Array.from({ length: size }, (_, index) => ({
      ...agentDefinition(`x${index}`),
      ...(index > 0 ? { with: { before: `\${{ phases.a.outputs.x${index - 1} }}` } } : {}),
    }));
    return [phaseDefinition('a', 0, { agents, parallel: false })];
  }, 10_000);
  expect(count(scheduler, 'success')).toBe(1);
});

test('a stop of 20,000 phases, and abandoning 500 agents of a list of 50,000, take linear time', () => {
  const phases = [oneAgent('list', { forEach: Array.from({ length: 50_000 }, (_, index) => index) }), ...chain(20_000)];
  const options = { inputs: {}, runId: 'r', startedAt: 0, now: () => 0 };
  const scheduler = new Scheduler(runDefinition(phases, { maxWorkers: 500 }), options);
  while (scheduler.take());
  scheduler.stop('the run was cancelled');
  scheduler.abandon('it did not stop');
  expect(scheduler.isOver).toBe(true);
  expect(count(scheduler, 'cancelled')).toBe(20_001);
});
