import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { flightRecords } from '../data-collection/flight-records-agent.ts';
import { readJson, writeJson } from '../data-files.ts';
import { eachRow } from '../rows.ts';

const configSchema = z.object({
  flights: z.string(),
  file: z.string(),
  late_minutes: z.number(),
  very_late_minutes: z.number(),
  fewest_flights: z.int().positive(),
});
type Config = z.infer<typeof configSchema>;

const group = z.object({ flights: z.number(), late: z.number(), very_late: z.number(), minutes: z.number() });
type Group = z.infer<typeof group>;

export const delays = group.extend({
  late_minutes: z.number(),
  very_late_minutes: z.number(),
  early: z.number(), // arrived before the time in the schedule
  median_minutes: z.number(),
  by_hour: z.array(group.extend({ hour: z.number() })),
  hours_left_out: z.number(), // flights in hours with too few to compare
});

/** Counts late arrivals, over all and by the hour of departure. */
export class DelaysAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { flights, file, late_minutes, very_late_minutes, fewest_flights } = context.config;
    const { delay, hour } = await readJson(flights, flightRecords);
    const all = emptyGroup();
    const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, ...emptyGroup() }));
    let early = 0;

    await eachRow(delay, context, (minutes, row) => {
      if (minutes < 0) early += 1;
      for (const group of [all, hours[hour[row] ?? -1]]) {
        if (!group) continue;
        group.flights += 1;
        group.minutes += minutes;
        if (minutes > late_minutes) group.late += 1;
        if (minutes > very_late_minutes) group.very_late += 1;
      }
    });

    const by_hour = hours.filter((group) => group.flights >= fewest_flights);
    const compared = by_hour.reduce((sum, group) => sum + group.flights, 0);
    const result: z.infer<typeof delays> = {
      ...all,
      late_minutes,
      very_late_minutes,
      early,
      median_minutes: median(delay),
      by_hour,
      hours_left_out: all.flights - compared,
    };
    await writeJson(file, result);
    context.log.info('delays counted', { flights: all.flights, late: all.late, very_late: all.very_late });
    return { file, flights: all.flights, late: all.late, very_late: all.very_late };
  }
}

function emptyGroup(): Group {
  return { flights: 0, late: 0, very_late: 0, minutes: 0 };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
