import { Agent, type AgentContext } from 'orchestrator/agent';
import { z } from 'zod';
import { colour, drawChart } from '../chart.ts';
import { readJson } from '../data-files.ts';
import { descending, dollars, whole } from '../numbers.ts';
import { strikeProfile } from '../transformation/strike-profile-agent.ts';

const configSchema = z.object({ profile: z.string(), file: z.string(), species: z.int().positive() });
type Config = z.infer<typeof configSchema>;

/** Bars: what the strikes of a species cost in all. */
export class StrikeCostsChartAgent extends Agent<Config> {
  static readonly configSchema = configSchema;

  async run(context: AgentContext<Config>) {
    const { by_species } = await readJson(context.config.profile, strikeProfile);
    const costliest = descending(by_species, (species) => species.cost).slice(0, context.config.species);
    const values = costliest.map(({ name, cost, strikes }) => ({
      name,
      cost,
      figure: `${dollars(cost)} in ${whole(strikes)} strikes`,
    }));
    const label = `Bar chart: reported costs by species. ${values.map((species) => `${species.name} ${species.figure}`).join('; ')}`;
    return drawChart(context, label, {
      width: 360,
      height: 270,
      data: { values },
      encoding: { y: { field: 'name', type: 'nominal', sort: null, axis: null } },
      layer: [
        {
          mark: { type: 'bar', color: colour.accent, height: 12, yOffset: 8 },
          encoding: { x: { field: 'cost', type: 'quantitative', axis: null } },
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
