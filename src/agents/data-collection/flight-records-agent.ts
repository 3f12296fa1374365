import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { readSource, writeJson } from '../data-files.ts';
import { checkRows } from '../rows.ts';

const configSchema = z.object({ source: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

const flight = z.object({
  delay: z.int(), // of the arrival, in minutes; negative when early
  distance: z.number().positive(), // miles
  time: z.number().min(0).lt(24), // of the actual departure, in hours of local time
});

/** One array per column: a quarter of the size of one object per flight. */
export const flightRecords = z.object({
  delay: z.array(z.number()),
  distance: z.array(z.number()),
  hour: z.array(z.number()),
});

/** Reads 200,000 domestic flights, as reported to the Bureau of Transportation Statistics. */
export class FlightRecordsAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { source, file } = context.config;
    const rows = z.array(z.unknown()).parse(JSON.parse(await readSource(source)));
    const flights = await checkRows(rows, flight, context);
    const columns: z.infer<typeof flightRecords> = {
      delay: flights.map((flight) => flight.delay),
      distance: flights.map((flight) => flight.distance),
      hour: flights.map((flight) => Math.floor(flight.time)),
    };
    await writeJson(file, columns);
    return { file, rows: flights.length, left_out: rows.length - flights.length };
  }
}
