import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { numberCell, parseCsv } from '../csv.ts';
import { readSource, writeJson } from '../data-files.ts';
import { checkRows } from '../rows.ts';

const configSchema = z.object({ source: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

const strike = z
  .object({
    'Flight Date': z.iso.date(),
    'Airport Name': z.string().min(1),
    'Origin State': z.string().min(1),
    'Aircraft Make Model': z.string(),
    'Phase of flight': z.string().min(1),
    'Wildlife Species': z.string().min(1),
    'Effect Amount of damage': z.string().min(1),
    'Cost Total $': numberCell,
  })
  .transform((row) => ({
    date: row['Flight Date'],
    airport: row['Airport Name'],
    state: row['Origin State'],
    aircraft: row['Aircraft Make Model'],
    phase: row['Phase of flight'],
    species: row['Wildlife Species'],
    damage: row['Effect Amount of damage'], // None, Minor, Medium, Substantial; a few rows say B or C
    cost: row['Cost Total $'],
  }));

export const birdStrike = z.object({
  id: z.number(), // its place in the file: the source numbers nothing
  date: z.string(),
  airport: z.string(),
  state: z.string(),
  aircraft: z.string(),
  phase: z.string(),
  species: z.string(),
  damage: z.string(),
  cost: z.number(),
});
export type BirdStrike = z.infer<typeof birdStrike>;

/** Reads strikes of birds and bats as reported to the Federal Aviation Administration. */
export class BirdStrikesAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { source, file } = context.config;
    const rows = parseCsv(await readSource(source));
    const checked = await checkRows(rows, strike, context);
    const strikes: BirdStrike[] = checked.map((strike, id) => ({ id, ...strike }));
    const dates = strikes.map((strike) => strike.date).sort();
    await writeJson(file, strikes);
    return { file, rows: strikes.length, left_out: rows.length - strikes.length, from: dates[0], to: dates.at(-1) };
  }
}
