import type { z } from 'zod';
import type { accidents } from '../analytics/accident-detection-agent.ts';
import { dollars, percent, whole } from '../numbers.ts';
import { reportStyle } from './report-style.ts';
import type { summary } from './summary-agent.ts';

interface Content {
  readonly title: string;
  readonly summary: z.infer<typeof summary>;
  readonly accidents: z.infer<typeof accidents>;
  readonly charts: Readonly<Record<string, string>>; // SVG, by topic
}

const headings: Readonly<Record<string, string>> = {
  delay_hours: 'Late arrivals by hour',
  delay_grid: 'By hour and distance',
  strike_months: 'Bird strikes by month',
  strike_phases: 'Serious strikes by phase of flight',
  strike_costs: 'What strikes cost, by species',
  airport_map: 'Where the airports are',
};

/** The whole page: styles and charts are inside, nothing is fetched, no script runs. */
export function reportPage({ title, summary, accidents, charts }: Content): string {
  const { flights, bird_strikes, airports, findings } = summary;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${escape(title)}</h1>
<p>${whole(flights.count)} flights, ${whole(airports.count)} airports and ${whole(bird_strikes.count)} bird strikes in the United States.</p>
<dl>
${keyFigure(`of flights over ${flights.late_minutes} min late`, percent(flights.late_share))}
${keyFigure(`over ${flights.very_late_minutes} min late`, percent(flights.very_late_share))}
${keyFigure('serious bird strikes', whole(bird_strikes.serious))}
${keyFigure('reported costs of strikes', dollars(bird_strikes.cost_dollars))}
</dl>
</header>
<main>
<div class="charts">
${Object.entries(charts)
  .map(([topic, svg]) => section(topic, svg, findings[topic]))
  .join('\n')}
</div>
<section>
<h2>Accidents</h2>
<p>${escape(findings['accidents'])}</p>
<h3>The ten costliest strikes</h3>
${table(
  ['Cost', 'Date', 'Airport', 'Species', 'Aircraft'],
  accidents.serious.slice(0, 10).map((s) => [`$${whole(s.cost)}`, s.date, placeName(s.airport), s.species, s.aircraft]),
)}
<h3>Clusters</h3>
${table(
  ['Month', 'Damage', 'Serious', 'Airport'],
  accidents.clusters.slice(0, 10).map((c) => [c.month, whole(c.damaging), whole(c.serious), placeName(c.airport)]),
)}
${accidents.clusters.length > 10 ? `<p>The ten largest of ${whole(accidents.clusters.length)}.</p>` : ''}
</section>
<section>
<h2>Weather</h2>
<p>${escape(findings['weather'])}</p>
${table(
  ['Place', 'Strikes', 'Same day', 'Correlation'],
  accidents.weather.map((w) => [w.place, whole(w.strikes), whole(w.same_days), signed(w.wet_correlation)]),
)}
</section>
</main>
<footer>
<p>Flights: US Bureau of Transportation Statistics. Bird strikes: Federal Aviation Administration, at ${whole(bird_strikes.airports)} airports,
${escape(bird_strikes.from)} to ${escape(bird_strikes.to)}. Weather: National Oceanic and Atmospheric Administration. All as packed in vega-datasets, for instruction.</p>
</footer>
</body>
</html>
`;
}

function section(topic: string, svg: string, finding: string | undefined): string {
  return `<section>
<h2>${escape(headings[topic] ?? topic)}</h2>
<figure>${svg}</figure>
<p>${escape(finding)}</p>
</section>`;
}

function keyFigure(name: string, value: string): string {
  return `<div><dt>${escape(name)}</dt><dd>${escape(value)}</dd></div>`;
}

/** Numbers stand to the right. A wide table scrolls by itself, the page does not. */
function table(columns: string[], rows: string[][]): string {
  const isNumber = columns.map((_, index) => rows.every((row) => /^[$+−]?[\d,.]+$/.test(row[index] ?? '')));
  const cell = (tag: string, text: string, index: number) =>
    `<${tag}${isNumber[index] ? ' class="number"' : ''}>${escape(text)}</${tag.split(' ')[0]}>`;
  const head = columns.map((column, index) => cell('th scope="col"', column, index)).join('');
  const body = rows.map((row) => `<tr>${row.map((text, index) => cell('td', text, index)).join('')}</tr>`).join('\n');
  return `<div class="table" tabindex="0" role="region" aria-label="${escape(columns.join(', '))}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

function signed(value: number | null): string {
  return value === null ? 'unknown' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** The source shouts: JOHN F KENNEDY INTL. */
function placeName(name: string): string {
  return name.replaceAll(/(?<!\()\b[A-Z]{2,}\b/g, (word) => word.charAt(0) + word.slice(1).toLowerCase());
}

function escape(text = ''): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
