import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { accidents, isDamaging } from '../analytics/accident-detection-agent.ts';
import { birdStrike, type BirdStrike } from '../data-collection/bird-strikes-agent.ts';
import { readJson, writeJson } from '../data-files.ts';
import { eachRow } from '../rows.ts';

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
    const [months, phases, species] = [new Map<string, Tally>(), new Map<string, Tally>(), new Map<string, Tally>()];

    await eachRow(strikes, context, (strike) => {
      const isSerious = seriousIds.has(strike.id);
      count(months, strike.date.slice(5, 7), strike, isSerious);
      count(phases, strike.phase, strike, isSerious);
      count(species, strike.species, strike, isSerious);
    });

    const profile: z.infer<typeof strikeProfile> = {
      by_month: byName(months),
      by_phase: byName(phases),
      by_species: byName(species),
    };
    await writeJson(context.config.file, profile);
    context.log.info('strikes counted', { phases: phases.size, species: species.size });
    return { file: context.config.file, phases: phases.size, species: species.size };
  }
}

function count(tallies: Map<string, Tally>, name: string, strike: BirdStrike, isSerious: boolean): void {
  const tally = tallies.get(name) ?? { name, strikes: 0, damaging: 0, serious: 0, cost: 0 };
  tally.strikes += 1;
  tally.cost += strike.cost;
  if (isDamaging(strike)) tally.damaging += 1;
  if (isSerious) tally.serious += 1;
  tallies.set(name, tally);
}

function byName(tallies: Map<string, Tally>): Tally[] {
  return [...tallies.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
