import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { flightRecords } from '../data-collection/flight-records-agent.ts';
import { readJson, writeJson } from '../data-files.ts';
import { eachRow } from '../rows.ts';

const configSchema = z.object({
  flights: z.string(),
  file: z.string(),
  late_minutes: z.number(),
  distances: z.array(z.number()).min(1),
  fewest_flights: z.int().positive(),
});
type Config = z.infer<typeof configSchema>;

const band = z.object({ distance: z.string(), flights: z.number(), late: z.number() });

export const delayGrid = z.object({
  late_minutes: z.number(),
  fewest_flights: z.number(),
  distances: z.array(band), // the nearest first
  cells: z.array(band.extend({ hour: z.number() })),
});

/** Counts late arrivals by the hour of departure and the distance. */
export class DelayGridAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { flights, file, late_minutes, distances, fewest_flights } = context.config;
    const { delay, distance, hour } = await readJson(flights, flightRecords);
    const bands = distances.map((from, index) => ({ distance: bandName(from, distances[index + 1]), ...none }));
    const grid = bands.map((band) => Array.from({ length: 24 }, (_, hour) => ({ ...band, hour })));

    await eachRow(delay, context, (minutes, row) => {
      const index = distances.findLastIndex((from) => from <= (distance[row] ?? -1));
      for (const count of [bands[index], grid[index]?.[hour[row] ?? -1]]) {
        if (!count) continue;
        count.flights += 1;
        if (minutes > late_minutes) count.late += 1;
      }
    });

    const cells = grid.flat().filter((cell) => cell.flights >= fewest_flights);
    await writeJson(file, { late_minutes, fewest_flights, distances: bands, cells } satisfies z.infer<
      typeof delayGrid
    >);
    context.log.info('grid made', { cells: cells.length });
    return { file, cells: cells.length };
  }
}

const none = { flights: 0, late: 0 };

function bandName(from: number, to: number | undefined): string {
  return to === undefined ? `${from}+` : `${from}–${to}`;
}
