import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { colour, drawChart } from '../chart.ts';
import { readJson, readSource } from '../data-files.ts';
import { airportDensity } from '../transformation/airport-density-agent.ts';

const configSchema = z.object({ density: z.string(), states: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

/** A map: one dot per cell of the grid, the larger the more airports. */
export class AirportMapChartAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { cells, states: counted } = await readJson(context.config.density, airportDensity);
    const states = z
      .looseObject({ type: z.literal('Topology') })
      .parse(JSON.parse(await readSource(context.config.states)));
    const most = counted.slice(0, 3).map(({ state, airports }) => `${state} (${airports})`);
    const label = `Map of airports in the United States. The most are in ${most.join(', ')}`;
    return drawChart(context, label, {
      width: 360,
      height: 240,
      projection: { type: 'albersUsa' },
      layer: [
        {
          data: { values: states, format: { type: 'topojson', mesh: 'states' } },
          mark: { type: 'geoshape', filled: false, stroke: 'currentColor', strokeWidth: 0.5, strokeOpacity: 0.5 },
        },
        {
          data: { values: cells.filter(isOnMap) },
          mark: { type: 'circle', color: colour.main, opacity: 0.9 },
          encoding: {
            longitude: { field: 'longitude', type: 'quantitative' },
            latitude: { field: 'latitude', type: 'quantitative' },
            size: {
              field: 'airports',
              type: 'quantitative',
              scale: { range: [0, 60] },
              legend: { title: 'airports', values: [1, 5, 10, 20], columns: 4 },
            },
          },
        },
      ],
    });
  }
}

/** The projection knows the states. It would heap islands far away (Guam, Puerto Rico, Shemya) into a corner. */
function isOnMap(cell: { latitude: number; longitude: number }): boolean {
  return cell.latitude > 19 && cell.longitude < 0;
}
