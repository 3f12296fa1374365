import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { accidents } from '../analytics/accident-detection-agent.ts';
import { delays } from '../analytics/delays-agent.ts';
import { readJson, writeText } from '../data-files.ts';
import { airportDensity } from '../transformation/airport-density-agent.ts';
import { delayGrid } from '../transformation/delay-grid-agent.ts';
import { strikeProfile } from '../transformation/strike-profile-agent.ts';
import { findings, type Results } from './findings.ts';

const configSchema = z.object({
  delays: z.string(),
  delay_grid: z.string(),
  accidents: z.string(),
  profile: z.string(),
  density: z.string(),
  file: z.string(),
});
type Config = z.infer<typeof configSchema>;

export const summary = z.object({
  flights: z.object({
    count: z.number(),
    late_minutes: z.number(),
    late_share: z.number(),
    very_late_minutes: z.number(),
    very_late_share: z.number(),
    mean_delay_minutes: z.number(),
    median_delay_minutes: z.number(),
  }),
  airports: z.object({ count: z.number(), most_in: z.string() }),
  bird_strikes: z.object({
    count: z.number(),
    from: z.string(),
    to: z.string(),
    airports: z.number(),
    damaging: z.number(),
    serious: z.number(),
    clusters: z.number(),
    cost_dollars: z.number(),
  }),
  findings: z.record(z.string(), z.string()),
});

/** Gathers the key figures, and puts the findings into sentences. */
export class SummaryAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { config } = context;
    const results: Results = {
      delays: await readJson(config.delays, delays),
      grid: await readJson(config.delay_grid, delayGrid),
      accidents: await readJson(config.accidents, accidents),
      profile: await readJson(config.profile, strikeProfile),
      density: await readJson(config.density, airportDensity),
    };
    context.signal.throwIfAborted();
    const content = summarize(results);
    await writeText(config.file, `${JSON.stringify(content, null, 2)}\n`);
    context.log.info('summary written', { findings: Object.keys(content.findings).length });
    const { findings: _, ...figures } = content;
    return { file: config.file, ...figures };
  }
}

function summarize(results: Results): z.infer<typeof summary> {
  const { delays, accidents, density } = results;
  return {
    flights: {
      count: delays.flights,
      late_minutes: delays.late_minutes,
      late_share: delays.late / delays.flights,
      very_late_minutes: delays.very_late_minutes,
      very_late_share: delays.very_late / delays.flights,
      mean_delay_minutes: delays.minutes / delays.flights,
      median_delay_minutes: delays.median_minutes,
    },
    airports: { count: density.airports, most_in: density.states[0]?.state ?? '' },
    bird_strikes: {
      count: accidents.strikes,
      from: accidents.from,
      to: accidents.to,
      airports: accidents.airports,
      damaging: accidents.damaging,
      serious: accidents.serious.length,
      clusters: accidents.clusters.length,
      cost_dollars: accidents.cost,
    },
    findings: Object.fromEntries(Object.entries(findings).map(([topic, sentence]) => [topic, sentence(results)])),
  };
}
