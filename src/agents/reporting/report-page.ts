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
${keyFigure('arrive late', percent(flights.late_share))}
${keyFigure('arrive very late', percent(flights.very_late_share))}
${keyFigure('serious strikes', whole(bird_strikes.serious))}
${keyFigure('reported costs', dollars(bird_strikes.cost_dollars))}
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
<h3>The ten dearest strikes</h3>
${table(
  ['Date', 'Airport', 'Aircraft', 'Species', 'Cost'],
  accidents.serious.slice(0, 10).map((s) => [s.date, placeName(s.airport), s.aircraft, s.species, `$${whole(s.cost)}`]),
)}
<h3>Clusters</h3>
${table(
  ['Month', 'Airport', 'With damage', 'Serious'],
  accidents.clusters.slice(0, 10).map((c) => [c.month, placeName(c.airport), whole(c.damaging), whole(c.serious)]),
)}
${accidents.clusters.length > 10 ? `<p>The ten largest of ${whole(accidents.clusters.length)}.</p>` : ''}
</section>
<section>
<h2>Weather</h2>
<p>${escape(findings['weather'])}</p>
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

/** The last columns hold numbers and stand to the right; a wide table scrolls by itself, the page does not. */
function table(columns: string[], rows: string[][]): string {
  const head = columns.map((column) => `<th scope="col">${escape(column)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<div class="table" tabindex="0" role="region" aria-label="${escape(columns.join(', '))}"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

/** The source shouts: JOHN F KENNEDY INTL. */
function placeName(name: string): string {
  return name.replaceAll(/(?<!\()\b[A-Z]{2,}\b/g, (word) => word.charAt(0) + word.slice(1).toLowerCase());
}

function escape(text = ''): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
