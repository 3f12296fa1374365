import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { drawChart } from '../chart.ts';
import { readJson } from '../data-files.ts';
import { descending, percent, whole } from '../numbers.ts';
import { strikeProfile } from '../transformation/strike-profile-agent.ts';

const configSchema = z.object({ profile: z.string(), file: z.string() });
type Config = z.infer<typeof configSchema>;

/** Bars: how many of a hundred strikes are serious, by the phase of the flight. */
export class StrikePhasesChartAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { by_phase } = await readJson(context.config.profile, strikeProfile);
    const values = descending(
      by_phase.map(({ name, serious, strikes }) => ({
        name,
        share: serious / strikes,
        figure: `${percent(serious / strikes)} of ${whole(strikes)}`,
      })),
      (phase) => phase.share,
    );
    const label = `Bar chart: how many strikes are serious, by phase of flight. ${values.map((phase) => `${phase.name} ${phase.figure}`).join('; ')}`;
    return drawChart(context, label, {
      width: 360,
      height: 270,
      data: { values },
      encoding: { y: { field: 'name', type: 'nominal', sort: null, axis: null } },
      layer: [
        {
          mark: { type: 'bar', height: 12, yOffset: 8 },
          encoding: { x: { field: 'share', type: 'quantitative', axis: null } },
        },
        {
          mark: { type: 'text', align: 'left', dy: -8 },
          encoding: { x: { value: 0 }, text: { field: 'name' } },
        },
        {
          mark: { type: 'text', align: 'right', dy: -8 },
          encoding: { x: { value: 'width' }, text: { field: 'figure' } },
        },
      ],
    });
  }
}
