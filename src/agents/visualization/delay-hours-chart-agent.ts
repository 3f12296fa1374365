import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { delays } from '../analytics/delays-agent.ts';
import { colour, drawChart } from '../chart.ts';
import { readJson } from '../data-files.ts';
import { extremes, percent } from '../numbers.ts';

const configSchema = z.object({ delays: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

/** Bars: the share of flights that arrive late and very late, by the hour of departure. */
export class DelayHoursChartAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { by_hour, late_minutes, very_late_minutes } = await readJson(context.config.delays, delays);
    const lateness = [`${late_minutes} to ${very_late_minutes} min`, `over ${very_late_minutes} min`];
    const values = by_hour.flatMap(({ hour, flights, late, very_late }) => [
      { hour, lateness: lateness[0], share: (late - very_late) / flights },
      { hour, lateness: lateness[1], share: very_late / flights },
    ]);
    const { least, most } = extremes(by_hour, (group) => group.late / group.flights);
    const label =
      `Bar chart: late flights by hour of departure, from ${percent(least.late / least.flights)} in hour ${least.hour} ` +
      `to ${percent(most.late / most.flights)} in hour ${most.hour}`;
    return drawChart(context, label, {
      width: 360,
      height: 270,
      data: { values },
      mark: 'bar',
      encoding: {
        x: {
          field: 'hour',
          type: 'ordinal',
          axis: { title: 'hour of departure', labelAngle: 0, labelOverlap: true, labelSeparation: 8 },
        },
        y: { field: 'share', type: 'quantitative', axis: { title: 'share of flights', format: '%', tickCount: 5 } },
        color: {
          field: 'lateness',
          type: 'nominal',
          scale: { domain: lateness, range: [colour.main, colour.accent] },
          legend: { title: 'late by' },
        },
        order: { field: 'lateness', sort: 'ascending' },
      },
    });
  }
}
