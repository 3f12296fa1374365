import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PhaseDefinition, RunDefinition } from '../../src/definition/run-definition.ts';
import type { TaskState } from '../../src/workflows/phase-state.ts';
import { Scheduler } from '../../src/workflows/scheduler.ts';
import { phaseDefinition, runDefinition } from './definitions.ts';
import { SUCCESS } from './drive.ts';

type Durations = Readonly<Record<string, number>>;

/** How long a run takes on a clock that is moved from one end of an agent to the next. */
function makespan(definition: RunDefinition, durations: Durations): number {
  let now = 0;
  const scheduler = new Scheduler(definition, { inputs: {}, runId: 'r', startedAt: 0, now: () => now });
  const running: { readonly task: TaskState; readonly until: number }[] = [];
  for (;;) {
    for (let work = scheduler.take(); work; work = scheduler.take()) {
      if (work.kind !== 'agent') throw new Error('only agents were expected');
      running.push({ task: work.task, until: now + durations[work.task.agent.definition.id]! });
    }
    const [first] = running.sort((one, other) => one.until - other.until);
    if (!first) return now;
    running.shift();
    now = first.until;
    scheduler.settle(first.task, SUCCESS);
  }
}

/** The longest chain of agents that must run one after another; phases depend on earlier ones. */
function criticalPath(phases: readonly PhaseDefinition[], durations: Durations): number {
  const ends = new Map<string, number>();
  for (const { name, agents, parallel, dependsOn } of phases) {
    const own = agents.map(({ id }) => durations[id]!);
    const length = parallel ? Math.max(...own) : sum(own);
    ends.set(name, length + Math.max(0, ...dependsOn.map(({ phase }) => ends.get(phase)!)));
  }
  return Math.max(...ends.values());
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/**
 * Which agent is best started first cannot be known, since nobody knows how long they take. A scheduler that never lets a
 * worker idle while an agent may start keeps to Graham's bound (1969) all the same, and no such scheduler has a better one:
 * at most sum / w + (1 - 1/w) * critical path, where none can do better than the larger one of sum / w and the critical
 * path. It holds for phases too, as "all of this phase before all of that" is a precedence of agents.
 */
function expectWithinBounds(definition: RunDefinition, durations: Durations): void {
  const workers = definition.maxWorkers;
  const share = sum(Object.values(durations)) / workers;
  const path = criticalPath(definition.phases, durations);
  const time = makespan(definition, durations);
  const rounding = 1e-6;
  expect(time).toBeLessThanOrEqual(share + (1 - 1 / workers) * path + rounding);
  expect(time).toBeGreaterThanOrEqual(Math.max(share, path) - rounding);
}

const duration = fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 1000 }));
const workers = fc.integer({ min: 1, max: 9 });

const graphs = fc
  .record({
    workers,
    phases: fc.array(
      fc.record({
        durations: fc.array(duration, { minLength: 1, maxLength: 12 }),
        parallel: fc.boolean(),
        edges: fc.array(fc.nat(14), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 15 },
    ),
  })
  .map(({ workers: maxWorkers, phases }) => ({
    definition: runDefinition(
      phases.map(({ durations, parallel, edges }, index) =>
        phaseDefinition(`p${index}_`, durations.length, {
          parallel,
          dependsOn: [...new Set(edges.filter((edge) => edge < index))].map((edge) => `p${edge}_`),
        }),
      ),
      { maxWorkers },
    ),
    durations: Object.fromEntries(
      phases.flatMap(({ durations }, index) => durations.map((length, agent) => [`p${index}_${agent}`, length])),
    ),
  }));

test('unequal agents of a graph of phases keep all workers busy: the run is within the bound of list scheduling', () => {
  fc.assert(
    fc.property(graphs, ({ definition, durations }) => expectWithinBounds(definition, durations)),
    { numRuns: 1_000 },
  );
});

test("unequal agents of a parallel phase are within the bound too, under the phase's own limit", () => {
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 60 }), workers, (list, maxWorkers) => {
      const durations = Object.fromEntries(list.map((length, index) => [`a${index}`, length]));
      const limited = runDefinition([phaseDefinition('a', list.length, { maxWorkers })]);
      expectWithinBounds(runDefinition([phaseDefinition('a', list.length)], { maxWorkers }), durations);
      expect(makespan(limited, durations)).toBe(
        makespan(runDefinition([phaseDefinition('a', list.length)], { maxWorkers }), durations),
      );
    }),
    { numRuns: 500 },
  );
});

test('a thousand agents of one to a hundred seconds take at most 5 % more than the best there can be', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1000, maxLength: 1000 }),
      fc.integer({ min: 2, max: 16 }),
      (list, maxWorkers) => {
        const durations = Object.fromEntries(list.map((length, index) => [`a${index}`, length]));
        const best = Math.max(sum(list) / maxWorkers, ...list);
        const definition = runDefinition([phaseDefinition('a', list.length)], { maxWorkers });
        expect(makespan(definition, durations)).toBeLessThanOrEqual(best * 1.05);
      },
    ),
    // Shrinking would lead to lists in which a single agent is most of the work, for which no scheduler could do this.
    { numRuns: 30, endOnFailure: true },
  );
});
