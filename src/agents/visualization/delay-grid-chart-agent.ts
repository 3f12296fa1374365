import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { colour, drawChart } from '../chart.ts';
import { readJson } from '../data-files.ts';
import { extremes, percent } from '../numbers.ts';
import { delayGrid } from '../transformation/delay-grid-agent.ts';

const configSchema = z.object({ delay_grid: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

/** A grid of hours and distances: the stronger the colour, the more flights are late. */
export class DelayGridChartAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { cells, distances } = await readJson(context.config.delay_grid, delayGrid);
    const values = cells.map(({ hour, distance, flights, late }) => ({ hour, distance, share: late / flights }));
    const fromFive = Array.from({ length: 24 }, (_, hour) => (hour + 5) % 24); // the night belongs to the day before
    const farthestFirst = distances.map((band) => band.distance).reverse();
    const { least, most } = extremes(values, (cell) => cell.share);
    const label =
      `Heat map: late flights by hour of departure and distance, from ${percent(least.share)} ` +
      `(hour ${least.hour}, ${least.distance} miles) to ${percent(most.share)} (hour ${most.hour}, ${most.distance} miles)`;
    return drawChart(context, label, {
      width: 360,
      height: 270,
      data: { values },
      mark: { type: 'rect', color: colour.main },
      encoding: {
        x: {
          field: 'hour',
          type: 'ordinal',
          sort: fromFive,
          axis: { title: 'hour of departure', labelAngle: 0, labelOverlap: true, labelSeparation: 8 },
        },
        y: { field: 'distance', type: 'ordinal', sort: farthestFirst, axis: { title: 'miles' } },
        // Opacity, not shades of a colour: pale must mean few on a white page and on a dark one.
        opacity: {
          field: 'share',
          type: 'quantitative',
          scale: { type: 'quantize', domain: [0, 0.5], range: [0.16, 0.34, 0.56, 0.78, 1] },
          legend: {
            title: 'share of flights that are late',
            format: '.0%',
            labelExpr: "datum.index === 0 ? datum.label : format(datum.value, '.0%') + '+'",
          },
        },
      },
    });
  }
}
