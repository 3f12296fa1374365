import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { accidents, isDamaging } from '../analytics/accident-detection-agent.ts';
import { birdStrike, type BirdStrike } from '../data-collection/bird-strikes-agent.ts';
import { readJson, writeJson } from '../data-files.ts';

const configSchema = z.object({ strikes: z.string(), accidents: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

const tally = z.object({
  name: z.string(),
  strikes: z.number(),
  damaging: z.number(),
  serious: z.number(),
  cost: z.number(),
});
type Tally = z.infer<typeof tally>;

export const strikeProfile = z.object({
  by_month: z.array(tally), // named 01 to 12
  by_phase: z.array(tally),
  by_species: z.array(tally),
});

/** Counts strikes and what they cost, by month, phase of flight and species. */
export class StrikeProfileAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const strikes = await readJson(context.config.strikes, z.array(birdStrike));
    const { serious } = await readJson(context.config.accidents, accidents);
    const seriousIds = new Set(serious.map((strike) => strike.id));
    const profile: z.infer<typeof strikeProfile> = {
      by_month: countBy(strikes, seriousIds, (strike) => strike.date.slice(5, 7)),
      by_phase: countBy(strikes, seriousIds, (strike) => strike.phase),
      by_species: countBy(strikes, seriousIds, (strike) => strike.species),
    };
    context.signal.throwIfAborted();
    await writeJson(context.config.file, profile);
    context.log.info('strikes counted', { phases: profile.by_phase.length, species: profile.by_species.length });
    return { file: context.config.file, phases: profile.by_phase.length, species: profile.by_species.length };
  }
}

function countBy(strikes: BirdStrike[], serious: Set<number>, nameOf: (strike: BirdStrike) => string): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const strike of strikes) {
    const name = nameOf(strike);
    const tally = tallies.get(name) ?? { name, strikes: 0, damaging: 0, serious: 0, cost: 0 };
    tally.strikes += 1;
    tally.cost += strike.cost;
    if (isDamaging(strike)) tally.damaging += 1;
    if (serious.has(strike.id)) tally.serious += 1;
    tallies.set(name, tally);
  }
  return [...tallies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
