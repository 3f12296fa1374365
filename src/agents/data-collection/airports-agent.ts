import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { numberCell, parseCsv } from '../csv.ts';
import { readSource, writeJson } from '../data-files.ts';
import { checkRows } from '../rows.ts';

const configSchema = z.object({ source: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

const airport = z.object({
  iata: z.string().min(1),
  name: z.string(),
  state: z.string().transform((state) => (state === 'NA' ? null : state)),
  country: z.literal('USA'), // leaves out the four airports of other countries
  latitude: numberCell.refine((degrees) => Math.abs(degrees) <= 90),
  longitude: numberCell.refine((degrees) => Math.abs(degrees) <= 180),
});

export const airports = z.array(
  z.object({ iata: z.string(), state: z.string().nullable(), latitude: z.number(), longitude: z.number() }),
);

/** Reads the airports of the United States and its territories. */
export class AirportsAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { source, file } = context.config;
    const rows = parseCsv(await readSource(source));
    const kept: z.infer<typeof airports> = await checkRows(rows, airport, context);
    const stateless = kept.filter((airport) => airport.state === null).length;
    if (stateless > 0) context.log.warn('some airports name no state', { airports: stateless });
    await writeJson(file, kept);
    return { file, rows: kept.length, left_out: rows.length - kept.length, stateless };
  }
}
