import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunDefinition } from '../../src/definition/run-definition.ts';
import { Scheduler, type AgentState, type PhaseState } from '../../src/workflows/scheduler.ts';
import { phaseDefinition, runDefinition } from './definitions.ts';

/** Any definition of up to 12 phases; a phase depends on some of those before it. */
const definitions: fc.Arbitrary<RunDefinition> = fc
  .record({
    maxWorkers: fc.integer({ min: 1, max: 6 }),
    phases: fc.array(
      fc.record({
        agents: fc.integer({ min: 1, max: 5 }),
        parallel: fc.boolean(),
        maxWorkers: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
        edges: fc.array(fc.nat(11), { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ maxWorkers, phases }) =>
    runDefinition(
      phases.map(({ agents, parallel, maxWorkers: limit, edges }, index) =>
        phaseDefinition(`p${index}_`, agents, {
          parallel,
          ...(limit === undefined ? {} : { maxWorkers: limit }),
          dependsOn: [...new Set(edges.filter((edge) => edge < index))].map((edge) => `p${edge}_`),
        }),
      ),
      { maxWorkers },
    ),
  );

/** What happens next: which of the running agents settles, and how. */
const events = fc.array(
  fc.record({ which: fc.nat(), how: fc.constantFrom('success', 'success', 'success', 'failed', 'timed_out') }),
  { minLength: 60, maxLength: 60 },
);

const OVER = new Set(['success', 'failed', 'blocked', 'cancelled']);

interface Watch {
  started?(agent: AgentState, scheduler: Scheduler): void;
  /** Everything that may start has started. */
  rested?(scheduler: Scheduler): void;
}

/** Plays the events until nothing runs any more; gives the ids in the order of their start. */
function play(
  definition: RunDefinition,
  order: readonly { which: number; how: string }[],
  watch?: Watch,
  stopAfter = Infinity,
): { scheduler: Scheduler; starts: string[]; startsAtStop: number } {
  let now = 0;
  const scheduler = new Scheduler(definition, () => now);
  const running: AgentState[] = [];
  const starts: string[] = [];
  let startsAtStop = Infinity;
  const pump = () => {
    for (let agent = scheduler.take(); agent; agent = scheduler.take()) {
      running.push(agent);
      starts.push(`${agent.phase.definition.name}/${agent.definition.id}`);
      watch?.started?.(agent, scheduler);
    }
    watch?.rested?.(scheduler);
  };
  pump();
  for (let step = 0; running.length > 0; step++) {
    if (step === stopAfter) {
      scheduler.stop('stopped');
      startsAtStop = starts.length;
    }
    const { which, how } = order[step % order.length]!;
    const [agent] = running.splice(which % running.length, 1);
    now++;
    if (how === 'success') scheduler.settle(agent!, { status: 'success', attempts: 1, output: null });
    else scheduler.settle(agent!, { status: how as 'failed', attempts: 1, error: { type: 'Error', message: '' } });
    pump();
  }
  return { scheduler, starts, startsAtStop };
}

const dependenciesOf = (phase: PhaseState, { phases }: Scheduler): PhaseState[] =>
  phases.filter(({ definition }) => phase.definition.dependsOn.includes(definition.name));

test('no agent starts before the dependencies of its phase are met, and no limit is exceeded', () => {
  fc.assert(
    fc.property(definitions, events, (definition, order) => {
      play(definition, order, {
        started({ phase }, scheduler) {
          expect(dependenciesOf(phase, scheduler).every(({ status }) => status === 'success')).toBe(true);
          expect(phase.running).toBeLessThanOrEqual(
            phase.definition.parallel ? (phase.definition.maxWorkers ?? Infinity) : 1,
          );
          expect(scheduler.running).toBeLessThanOrEqual(definition.maxWorkers);
        },
      });
    }),
    { numRuns: 2_000 },
  );
});

test('everything that can run does run; each phase and agent ends in one state, with a reason unless it succeeded', () => {
  fc.assert(
    fc.property(definitions, events, (definition, order) => {
      const { scheduler } = play(definition, order);
      for (const phase of scheduler.phases) {
        expect(OVER).toContain(phase.status);
        expect(phase.status === 'success').toBe(phase.reason === undefined);
        const met = dependenciesOf(phase, scheduler).every(({ status }) => status === 'success');
        expect(phase.status === 'blocked').toBe(!met);
        for (const agent of phase.agents) {
          if (met && phase.definition.parallel) expect(['success', 'failed', 'timed_out']).toContain(agent.status);
          if (['skipped', 'blocked'].includes(agent.status)) expect(agent.reason).toBeTruthy();
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('the same order of events gives the same starts', () => {
  fc.assert(
    fc.property(definitions, events, (definition, order) => {
      expect(play(definition, order).starts).toEqual(play(definition, order).starts);
    }),
    { numRuns: 500 },
  );
});

test('after a stop nothing starts, and everything is over when the last running agent has settled', () => {
  fc.assert(
    fc.property(definitions, events, fc.nat(10), (definition, order, stopAfter) => {
      const { scheduler, starts, startsAtStop } = play(definition, order, {}, stopAfter);
      expect(starts.length).toBeLessThanOrEqual(startsAtStop);
      expect(scheduler.take()).toBeUndefined();
      expect(scheduler.phases.every(({ status }) => OVER.has(status))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test('with room under the limits, no agent that may start waits', () => {
  fc.assert(
    fc.property(definitions, events, (definition, order) => {
      play(definition, order, {
        rested({ phases, running }) {
          const waiting = phases.filter((phase) => phase.unmet === 0 && phase.next < phase.agents.length);
          expect(running >= definition.maxWorkers || waiting.every((phase) => phase.running >= phase.limit)).toBe(true);
        },
      });
    }),
    { numRuns: 1_000 },
  );
});
