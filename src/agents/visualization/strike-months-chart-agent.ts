import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { colour, drawChart } from '../chart.ts';
import { readJson } from '../data-files.ts';
import { extremes, whole } from '../numbers.ts';
import { strikeProfile } from '../transformation/strike-profile-agent.ts';

const configSchema = z.object({ profile: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Bars: bird strikes by calendar month, with and without damage. */
export class StrikeMonthsChartAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { by_month } = await readJson(context.config.profile, strikeProfile);
    const values = by_month.flatMap((month) => [
      { month: nameOfMonth(month), kind: 'damage', count: month.damaging },
      { month: nameOfMonth(month), kind: 'no damage', count: month.strikes - month.damaging },
    ]);
    const { least, most } = extremes(by_month, (month) => month.strikes);
    const label =
      `Bar chart: bird strikes by month, from ${whole(least.strikes)} in ${nameOfMonth(least)} ` +
      `to ${whole(most.strikes)} in ${nameOfMonth(most)}`;
    return drawChart(context, label, {
      width: 360,
      height: 270,
      data: { values },
      mark: 'bar',
      encoding: {
        x: {
          field: 'month',
          type: 'ordinal',
          sort: monthNames,
          axis: { title: null, labelAngle: 0, labelFontSize: 11 },
        },
        y: { field: 'count', type: 'quantitative', axis: { title: 'strikes', tickCount: 5 } },
        color: {
          field: 'kind',
          type: 'nominal',
          scale: { domain: ['damage', 'no damage'], range: [colour.accent, colour.main] },
          legend: { title: null },
        },
        order: { field: 'kind', sort: 'ascending' },
      },
    });
  }
}

function nameOfMonth(month: { name: string }): string {
  return monthNames[Number(month.name) - 1] ?? month.name;
}
