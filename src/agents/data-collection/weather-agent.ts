import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { numberCell, parseCsv } from '../csv.ts';
import { readSource, writeJson } from '../data-files.ts';
import { checkRows } from '../rows.ts';

const configSchema = z.object({ source: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

const day = z
  .object({
    location: z.string().min(1),
    date: z.iso.date(),
    precipitation: numberCell, // millimetres
    weather: z.enum(['sun', 'rain', 'drizzle', 'snow', 'fog']),
  })
  .transform(({ location, ...rest }) => ({ place: location, ...rest }));

export const weatherDays = z.array(
  z.object({ place: z.string(), date: z.string(), precipitation: z.number(), weather: z.string() }),
);

/** Reads the daily weather of Seattle and New York. */
export class WeatherAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { source, file } = context.config;
    const rows = parseCsv(await readSource(source));
    const days: z.infer<typeof weatherDays> = await checkRows(rows, day, context);
    const dates = days.map((day) => day.date).sort();
    await writeJson(file, days);
    return { file, rows: days.length, left_out: rows.length - days.length, from: dates[0], to: dates.at(-1) };
  }
}
