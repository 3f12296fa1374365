import type { z } from 'zod';
import type { accidents } from '../analytics/accident-detection-agent.ts';
import type { delays } from '../analytics/delays-agent.ts';
import { descending, dollars, extremes, percent, whole } from '../numbers.ts';
import type { airportDensity } from '../transformation/airport-density-agent.ts';
import type { delayGrid } from '../transformation/delay-grid-agent.ts';
import type { strikeProfile } from '../transformation/strike-profile-agent.ts';

export interface Results {
  readonly delays: z.infer<typeof delays>;
  readonly grid: z.infer<typeof delayGrid>;
  readonly accidents: z.infer<typeof accidents>;
  readonly profile: z.infer<typeof strikeProfile>;
  readonly density: z.infer<typeof airportDensity>;
}

export type Topic =
  | 'delay_hours'
  | 'delay_grid'
  | 'strike_months'
  | 'strike_phases'
  | 'strike_costs'
  | 'airport_map'
  | 'accidents'
  | 'weather';

/** What the numbers say, in sentences, and what they cannot say. */
export const findings: Readonly<Record<Topic, (results: Results) => string>> = {
  delay_hours({ delays }) {
    const { least, most } = extremes(delays.by_hour, lateShare);
    return (
      `${percent(lateShare(delays))} of ${whole(delays.flights)} flights arrive more than ${delays.late_minutes} minutes ` +
      `late, ${percent(delays.very_late / delays.flights)} more than ${delays.very_late_minutes}; ` +
      `${percent(delays.early / delays.flights)} are early. Of those that leave ${hour(least.hour)}, ` +
      `${percent(lateShare(least))} are late; ${hour(most.hour)}, ${percent(lateShare(most))}. The hour is that of the ` +
      `actual departure: a flight held back until the night counts as a night flight, late as it is.`
    );
  },

  delay_grid({ delays, grid }) {
    const hours = extremes(delays.by_hour, lateShare);
    const distances = extremes(grid.distances, lateShare);
    return (
      `By distance alone, the share of late flights goes from ${percent(lateShare(distances.least))} ` +
      `(${distances.least.distance} miles) to ${percent(lateShare(distances.most))} (${distances.most.distance} miles); ` +
      `by the hour alone from ${percent(lateShare(hours.least))} to ${percent(lateShare(hours.most))}. ` +
      `Fields with fewer than ${grid.fewest_flights} flights are left empty.`
    );
  },

  strike_months({ accidents, profile }) {
    const most = descending(profile.by_month, (month) => month.strikes).slice(0, 3);
    const struck = most.reduce((sum, month) => sum + month.strikes, 0);
    const months = most.map((month) => Number(month.name)).sort((a, b) => a - b);
    return (
      `${percent(struck / accidents.strikes)} of ${whole(accidents.strikes)} strikes fall into three months: ` +
      `${list(months.map(monthName))}. ${percent(accidents.damaging / accidents.strikes)} of all strikes did damage.`
    );
  },

  strike_phases({ profile }) {
    const [first, second] = descending(profile.by_phase, seriousShare);
    const common = extremes(profile.by_phase, (phase) => phase.strikes).most;
    return (
      `${percent(seriousShare(first))} of the strikes in the phase “${first?.name}” are serious, and ` +
      `${percent(seriousShare(second))} of those in “${second?.name}”. The most strikes, ${whole(common.strikes)}, happen in ` +
      `“${common.name}”, where ${percent(seriousShare(common))} are serious. What serious means is said below.`
    );
  },

  strike_costs({ accidents, profile }) {
    const { most } = extremes(profile.by_species, (species) => species.cost);
    return (
      `${whole(most.strikes)} strikes of the species “${most.name}” cost ${dollars(most.cost)}, ` +
      `${percent(most.cost / accidents.cost)} of the ${dollars(accidents.cost)} reported. Only ` +
      `${whole(accidents.with_cost)} of ${whole(accidents.strikes)} reports name a cost: the true sum is higher.`
    );
  },

  airport_map({ density }) {
    const most = density.states.slice(0, 3).map(({ state, airports }) => `${state} (${whole(airports)})`);
    return (
      `${whole(density.airports)} airports, large and small; the most are in ${list(most)}. A dot counts the airports of ` +
      `one cell of the grid. Territories overseas are counted, but are not on the map.`
    );
  },

  accidents({ accidents: { strikes, serious, clusters, serious_cost, cluster_size, cost } }) {
    const seriousCost = serious.reduce((sum, strike) => sum + strike.cost, 0);
    return (
      `A strike is called serious when the damage was substantial or the cost ${dollars(serious_cost)} or more: that is ` +
      `${whole(serious.length)} of ${whole(strikes)} strikes (${percent(serious.length / strikes)}) and ` +
      `${percent(seriousCost / cost)} of the costs. In ${whole(clusters.length)} cases one airport had ${cluster_size} ` +
      `or more strikes with damage in one month.`
    );
  },

  weather({ accidents: { weather, ...strikes } }) {
    const shared = weather.reduce((sum, place) => sum + place.same_days, 0);
    return (
      `The strikes are from ${years(strikes)}, the weather is from ${list([...new Set(weather.map(years))])}: ` +
      `${shared === 0 ? 'no strike' : `${whole(shared)} strikes`} can be set beside the weather of the same day. What is ` +
      `left is to compare, month by month of the calendar, the usual share of wet days with the number of strikes. A ` +
      `correlation over twelve months shows that both have seasons, not that weather causes or prevents strikes.`
    );
  },
};

function lateShare(group: { late: number; flights: number }): number {
  return group.late / group.flights;
}

function seriousShare(group: { serious: number; strikes: number } | undefined): number {
  return group === undefined ? 0 : group.serious / group.strikes;
}

function hour(hour: number): string {
  return `between ${hour}:00 and ${hour}:59`;
}

function monthName(month: number): string {
  return new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2000, month - 1));
}

function list(words: readonly string[]): string {
  return new Intl.ListFormat('en-US').format(words);
}

function years({ from, to }: { from: string; to: string }): string {
  return `${from.slice(0, 4)} to ${to.slice(0, 4)}`;
}
