import { z } from 'zod';
import type { BirdStrike } from '../data-collection/bird-strikes-agent.ts';
import type { weatherDays } from '../data-collection/weather-agent.ts';

export const weatherComparison = z.object({
  place: z.string(),
  strikes: z.number(), // at the airports of the place
  from: z.string(), // the first and last day of the weather record
  to: z.string(),
  same_days: z.number(), // strikes on a day whose weather is known
  wet_correlation: z.number().nullable(), // over the twelve months; null where one side never varies
  months: z.array(z.object({ month: z.number(), strikes: z.number(), wet_share: z.number(), fog_share: z.number() })),
});

/**
 * Sets the strikes of a calendar month beside the usual weather of that month. It is all that can be done where the
 * two records share no day, and it says something about seasons, nothing about single strikes.
 */
export function compareWithWeather(
  strikes: readonly BirdStrike[],
  weather: z.infer<typeof weatherDays>,
  rules: { airports_by_place: Record<string, string[]>; wet_millimetres: number },
): z.infer<typeof weatherComparison>[] {
  return Object.entries(rules.airports_by_place).map(([place, airports]) => {
    const days = weather.filter((day) => day.place === place);
    const dates = new Set(days.map((day) => day.date));
    const local = strikes.filter((strike) => airports.includes(strike.airport));
    const months = Array.from({ length: 12 }, (_, index) => {
      const inMonth = days.filter((day) => monthOf(day.date) === index + 1);
      const wet = inMonth.filter((day) => day.precipitation >= rules.wet_millimetres);
      const foggy = inMonth.filter((day) => day.weather === 'fog');
      return {
        month: index + 1,
        strikes: local.filter((strike) => monthOf(strike.date) === index + 1).length,
        wet_share: wet.length / (inMonth.length || 1),
        fog_share: foggy.length / (inMonth.length || 1),
      };
    });
    return {
      place,
      strikes: local.length,
      from: days[0]?.date ?? '',
      to: days.at(-1)?.date ?? '',
      same_days: local.filter((strike) => dates.has(strike.date)).length,
      wet_correlation: correlation(
        months.map((month) => month.wet_share),
        months.map((month) => month.strikes),
      ),
      months,
    };
  });
}

function monthOf(date: string): number {
  return Number(date.slice(5, 7));
}

/** Pearson's: 1 when two series rise and fall together, -1 when one falls as the other rises, 0 when neither. */
function correlation(a: readonly number[], b: readonly number[]): number | null {
  const [fromMeanA, fromMeanB] = [deviations(a), deviations(b)];
  const spread = Math.sqrt(dot(fromMeanA, fromMeanA) * dot(fromMeanB, fromMeanB));
  return spread === 0 ? null : dot(fromMeanA, fromMeanB) / spread;
}

function deviations(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
