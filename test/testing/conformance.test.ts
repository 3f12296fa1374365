import fc from 'fast-check';
import { simulate, type AgentMock } from 'orchestrator/testing';
import { expect, test } from 'vitest';
import type { RunDefinition } from '../../src/definition/run-definition.ts';
import type { AgentOutcome } from '../../src/workflows/phase-state.ts';
import type { PhaseResult } from '../../src/workflows/run-result.ts';
import { toPhaseResults } from '../../src/workflows/to-result.ts';
import { confluent, definitions, endings, play, scripts } from '../workflows/simulate.ts';

type Ending = AgentOutcome['status'];

/** What does not depend on how long things took. */
const outcomes = (results: readonly PhaseResult[]) =>
  results.map(({ phase, status, reason, tolerated, agents }) => ({
    phase,
    status,
    reason,
    tolerated,
    agents: agents.map((agent) => ({
      id: agent.id,
      status: agent.status,
      reason: agent.reason,
      attempts: agent.attempts,
      tolerated: agent.tolerated,
      items: agent.items?.map((item) => [item.status, item.reason, item.attempts, item.tolerated]),
    })),
  }));

/** Each agent, and each item of one, ends as it does in the play. A sub-workflow of these definitions is empty, and succeeds. */
function mocksFor({ phases }: RunDefinition, ending: (name: string) => Ending): Record<string, AgentMock> {
  const mocks: Record<string, AgentMock> = {};
  for (const phase of phases)
    for (const { id, forEach } of phase.agents) {
      const items = typeof forEach === 'object' ? forEach.map((_, index) => index) : undefined;
      const fails = items
        ? items.filter((index) => ending(`${id}#${index}`) !== 'success')
        : ending(id) === 'success'
          ? []
          : undefined;
      mocks[`${phase.name}/${id}`] =
        fails?.length === 0 ? {} : { fails: { message: 'no', ...(fails ? { items: fails } : {}) } };
    }
  return mocks;
}

async function simulated(definition: RunDefinition, ending: (name: string) => Ending) {
  const asks = definition.phases.filter(({ approval }) => approval).map(({ name }) => name);
  const { results } = await simulate(definition, {
    agents: mocksFor(definition, ending),
    approve: asks.filter((name) => ending(`?${name}`) === 'success'),
    reject: asks.filter((name) => ending(`?${name}`) !== 'success'),
  });
  return results;
}

test('in whatever order things end, a run comes to what its simulation comes to', async () => {
  await fc.assert(
    fc.asyncProperty(
      confluent,
      scripts('pause', 'resume', 'answer'),
      endings('failed'),
      async (definition, script, chosen) => {
        const ending = (name: string): Ending => (/^p\d+$/.test(name) ? 'success' : chosen(name));
        const { scheduler } = play(definition, script, ending);
        expect(outcomes(await simulated(definition, ending))).toEqual(outcomes(toPhaseResults(scheduler.phases, 0)));
      },
    ),
    { numRuns: 300 },
  );
});

test('any run is simulated to its end, the same each time', async () => {
  await fc.assert(
    fc.asyncProperty(definitions, endings('failed'), fc.nat(30), async (definition, ending, cancelAfter) => {
      const mocks = Object.entries(mocksFor(definition, ending));
      const options = {
        agents: Object.fromEntries(mocks.map(([name, mock], index) => [name, { ...mock, takes: (index * 7) % 23 }])),
        approve: definition.phases.filter(({ approval }) => approval).map(({ name }) => name),
        cancelAfter,
      };
      const [one, two] = [await simulate(definition, options), await simulate(definition, options)];
      expect(one).toEqual(two);
      expect(one.results.filter(({ status }) => ['pending', 'running', 'waiting'].includes(status))).toEqual([]);
      expect(one.total_duration).toBeLessThanOrEqual(cancelAfter);
    }),
    { numRuns: 200 },
  );
});
