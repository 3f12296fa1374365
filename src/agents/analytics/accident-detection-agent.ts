import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { birdStrike, type BirdStrike } from '../data-collection/bird-strikes-agent.ts';
import { weatherDays } from '../data-collection/weather-agent.ts';
import { readJson, writeJson } from '../data-files.ts';
import { eachRow } from '../rows.ts';
import { compareWithWeather, weatherComparison } from './weather-comparison.ts';

const configSchema = z.object({
  strikes: z.string(),
  weather: z.string(),
  file: z.string(),
  serious_cost: z.number(),
  cluster_size: z.int().positive(),
  wet_millimetres: z.number(),
  airports_by_place: z.record(z.string(), z.array(z.string())),
});
type Config = z.infer<typeof configSchema>;

const cluster = z.object({ airport: z.string(), month: z.string(), damaging: z.number(), serious: z.number() });
type Cluster = z.infer<typeof cluster>;

export const accidents = z.object({
  strikes: z.number(),
  damaging: z.number(),
  with_cost: z.number(), // reports that name a cost
  cost: z.number(),
  from: z.string(),
  to: z.string(),
  airports: z.number(),
  serious_cost: z.number(),
  cluster_size: z.number(),
  serious: z.array(birdStrike), // the costliest first
  clusters: z.array(cluster), // the largest first
  weather: z.array(weatherComparison),
});

/**
 * Finds the strikes that were more than a nuisance. A strike is serious when the damage was substantial or the cost
 * high; several strikes with damage at one airport in one month are a cluster.
 */
export class AccidentDetectionAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { file, serious_cost, cluster_size } = context.config;
    const strikes = await readJson(context.config.strikes, z.array(birdStrike));
    const weather = await readJson(context.config.weather, weatherDays);
    const serious: BirdStrike[] = [];
    const months = new Map<string, Cluster>();

    await eachRow(strikes, context, (strike) => {
      const isSerious = strike.damage === 'Substantial' || strike.cost >= serious_cost;
      if (isSerious) serious.push(strike);
      if (!isDamaging(strike)) return;
      const month = strike.date.slice(0, 7);
      const key = `${strike.airport} ${month}`;
      const cluster = months.get(key) ?? { airport: strike.airport, month, damaging: 0, serious: 0 };
      cluster.damaging += 1;
      if (isSerious) cluster.serious += 1;
      months.set(key, cluster);
    });

    const clusters = [...months.values()].filter((cluster) => cluster.damaging >= cluster_size);
    const dates = strikes.map((strike) => strike.date).sort();
    const result: z.infer<typeof accidents> = {
      strikes: strikes.length,
      damaging: strikes.filter(isDamaging).length,
      with_cost: strikes.filter((strike) => strike.cost > 0).length,
      cost: strikes.reduce((sum, strike) => sum + strike.cost, 0),
      from: dates[0] ?? '',
      to: dates.at(-1) ?? '',
      airports: new Set(strikes.map((strike) => strike.airport)).size,
      serious_cost,
      cluster_size,
      serious: serious.sort((a, b) => b.cost - a.cost || a.id - b.id),
      clusters: clusters.sort((a, b) => b.damaging - a.damaging || a.month.localeCompare(b.month)),
      weather: compareWithWeather(strikes, weather, context.config),
    };
    await writeJson(file, result);
    context.log.info('accidents found', { serious: serious.length, clusters: clusters.length });
    return { file, serious: serious.length, clusters: clusters.length };
  }
}

/** Fifteen rows carry a code that the source does not explain (B, C). Each of them had a cost: they count as damage. */
export function isDamaging(strike: BirdStrike): boolean {
  return strike.damage !== 'None';
}
