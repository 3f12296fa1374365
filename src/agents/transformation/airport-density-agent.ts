import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { airports } from '../data-collection/airports-agent.ts';
import { readJson, writeJson } from '../data-files.ts';
import { eachRow } from '../rows.ts';

const configSchema = z.object({ airports: z.string(), file: z.string(), cell_degrees: z.number().positive() });
type Config = z.infer<typeof configSchema>;

export const airportDensity = z.object({
  airports: z.number(),
  states: z.array(z.object({ state: z.string(), airports: z.number() })), // most airports first
  cells: z.array(z.object({ latitude: z.number(), longitude: z.number(), airports: z.number() })), // by their middle
});

/** Counts airports by state, and by the cells of a grid over the map. */
export class AirportDensityAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { file, cell_degrees: size } = context.config;
    const all = await readJson(context.config.airports, airports);
    const states = new Map<string, number>();
    const cells = new Map<string, z.infer<typeof airportDensity>['cells'][number]>();

    await eachRow(all, context, (airport) => {
      if (airport.state !== null) states.set(airport.state, (states.get(airport.state) ?? 0) + 1);
      const latitude = (Math.floor(airport.latitude / size) + 0.5) * size;
      const longitude = (Math.floor(airport.longitude / size) + 0.5) * size;
      const cell = cells.get(`${latitude} ${longitude}`) ?? { latitude, longitude, airports: 0 };
      cell.airports += 1;
      cells.set(`${latitude} ${longitude}`, cell);
    });

    const result: z.infer<typeof airportDensity> = {
      airports: all.length,
      states: [...states]
        .map(([state, airports]) => ({ state, airports }))
        .sort((a, b) => b.airports - a.airports || (a.state < b.state ? -1 : 1)),
      cells: [...cells.values()],
    };
    await writeJson(file, result);
    context.log.info('airports counted', { states: states.size, cells: cells.size });
    return { file, airports: all.length, states: states.size, cells: cells.size };
  }
}
