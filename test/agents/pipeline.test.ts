import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accidents } from '../../src/agents/analytics/accident-detection-agent.ts';
import { delays } from '../../src/agents/analytics/delays-agent.ts';
import { airports } from '../../src/agents/data-collection/airports-agent.ts';
import { readJson } from '../../src/agents/data-files.ts';
import { summary } from '../../src/agents/reporting/summary-agent.ts';
import { airportDensity } from '../../src/agents/transformation/airport-density-agent.ts';
import { delayGrid } from '../../src/agents/transformation/delay-grid-agent.ts';
import { strikeProfile } from '../../src/agents/transformation/strike-profile-agent.ts';
import { exampleAgents, newFolder, type ExampleAgent } from './example.ts';
import figures from './figures.json' with { type: 'json' }; // made by figures.py, from the raw files
import { xmlProblem } from './well-formed.ts';

const charts = ['airport-map', 'delay-grid', 'delay-hours', 'strike-costs', 'strike-months', 'strike-phases'];

let folder: string;
let agents: ExampleAgent[];
const ran = new Map<string, Awaited<ReturnType<ExampleAgent['run']>>>();

beforeAll(async () => {
  folder = await newFolder();
  agents = await exampleAgents(folder);
  for (const agent of agents) ran.set(agent.name, await agent.run());
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the figures are those that Python finds', () => {
  const { flights, strikes } = figures;

  test('of delays, over all and by hour', async () => {
    const found = await readJson(join(folder, 'data/delays.json'), delays);
    expect(found).toMatchObject({ ...flights.all, early: flights.early, median_minutes: flights.median });
    expect(found.minutes / found.flights).toBeCloseTo(flights.mean, 9);
    expect(found.by_hour.find(({ hour }) => hour === 5)).toMatchObject(flights.hour_5);
    expect(found.by_hour.find(({ hour }) => hour === 23)).toMatchObject(flights.hour_23);
  });

  test('of delays by distance, and by hour and distance', async () => {
    const { distances, cells } = await readJson(join(folder, 'data/delay-grid.json'), delayGrid);
    const counts = ({ flights, late }: { flights: number; late: number }) => ({ flights, late });
    const at = (name: string) => distances.find(({ distance }) => distance === name);
    expect(at('0–250')).toMatchObject(counts(flights.miles_0_250));
    expect(at('1000–1500')).toMatchObject(counts(flights.miles_1000_1500));
    expect(at('2000+')).toMatchObject(counts(flights.miles_2000));
    expect(cells.find(({ hour, distance }) => hour === 18 && distance === '500–750')).toMatchObject(
      counts(flights.hour_18_miles_500_750),
    );
    expect(distances.reduce((sum, band) => sum + band.flights, 0)).toBe(flights.all.flights);
  });

  test('of airports, by state and by cell', async () => {
    const kept = await readJson(join(folder, 'data/airports.json'), airports);
    const { states, cells } = await readJson(join(folder, 'data/airport-density.json'), airportDensity);
    expect(kept).toHaveLength(figures.airports.count);
    expect(kept.filter(({ state }) => state === null)).toHaveLength(figures.airports.without_state);
    expect(states).toHaveLength(figures.airports.states);
    expect(Object.fromEntries(states.slice(0, 3).map(({ state, airports }) => [state, airports]))).toEqual(
      figures.airports.most,
    );
    expect(states.find(({ state }) => state === 'DC')?.airports).toBe(figures.airports.dc);
    expect(cells.find((cell) => cell.latitude === 40.5 && cell.longitude === -74.5)?.airports).toBe(
      figures.airports.cell_40_75,
    );
  });

  test('of accidents: serious strikes and clusters', async () => {
    const found = await readJson(join(folder, 'data/accidents.json'), accidents);
    expect(found).toMatchObject({
      strikes: strikes.count,
      damaging: strikes.damaging,
      with_cost: strikes.with_cost,
      cost: strikes.cost,
      airports: strikes.airports,
      from: strikes.from,
      to: strikes.to,
    });
    expect(found.serious).toHaveLength(strikes.serious);
    expect(found.serious.reduce((sum, { cost }) => sum + cost, 0)).toBe(strikes.serious_cost);
    expect(found.serious[0]?.cost).toBe(strikes.highest_cost);
    expect(found.clusters).toHaveLength(strikes.clusters);
    expect(found.clusters[0]?.damaging).toBe(strikes.largest_cluster);
  });

  test('of strikes, by month, phase and species', async () => {
    const { by_month, by_phase, by_species } = await readJson(join(folder, 'data/strike-profile.json'), strikeProfile);
    expect(Object.fromEntries(by_month.map(({ name, strikes }) => [name, strikes]))).toEqual(strikes.by_month);
    expect(Object.fromEntries(by_phase.map(({ name, strikes }) => [name, strikes]))).toEqual(strikes.by_phase);
    const serious = by_phase.filter(({ serious }) => serious > 0);
    expect(Object.fromEntries(serious.map(({ name, serious }) => [name, serious]))).toEqual(strikes.serious_by_phase);
    expect(by_species.find(({ name }) => name === 'Canada goose')).toMatchObject(strikes.goose);
  });

  test.for([
    ['Seattle', figures.seattle],
    ['New York', figures.new_york],
  ] as const)('of strikes and weather in %s', async ([name, expected]) => {
    const { weather } = await readJson(join(folder, 'data/accidents.json'), accidents);
    const found = weather.find(({ place }) => place === name);
    expect(found).toMatchObject({ strikes: expected.strikes, same_days: expected.same_days });
    expect(found?.wet_correlation).toBeCloseTo(expected.wet_correlation, 9);
    expect(found?.months[6]?.wet_share).toBeCloseTo(expected.wet_share_in_july, 9);
    expect(found?.months[0]?.fog_share).toBeCloseTo(expected.foggy_days_in_january / (4 * 31), 9);
  });

  test('in the summary, and in its sentences', async () => {
    const content = await readJson(join(folder, 'summary.json'), summary);
    expect(content.flights).toMatchObject({ count: flights.all.flights, median_delay_minutes: flights.median });
    expect(content.flights.late_share).toBeCloseTo(flights.all.late / flights.all.flights, 9);
    expect(content.bird_strikes).toMatchObject({ serious: strikes.serious, cost_dollars: strikes.cost });
    expect(content.findings['delay_hours']).toContain('21.6% of 200,000 flights'); // 43145 / 200000
    expect(content.findings['delay_hours']).toContain('42.7%'); // 791 / 1854
    expect(content.findings['strike_months']).toContain('39.3%'); // (1248 + 1330 + 1352) / 10000
    expect(content.findings['strike_phases']).toContain('6.5%'); // 104 / 1592
    expect(content.findings['strike_costs']).toContain('38.0% of the $40.5M'); // 15389869 / 40545276
    expect(content.findings['accidents']).toContain('322 of 10,000 strikes (3.2%) and 95.0% of the costs'); // 38499469 / 40545276
    expect(content.findings['weather']).toContain('no strike can be set beside the weather of the same day');
  });
});

describe('the charts', () => {
  test('are all drawn', async () => {
    expect((await readdir(join(folder, 'charts'))).sort()).toEqual(charts.map((name) => `${name}.svg`));
  });

  test.for(charts)('%s is well-formed, has a label, and takes its size and colour from the page', async (name) => {
    const svg = await readFile(join(folder, `charts/${name}.svg`), 'utf8');
    expect(xmlProblem(svg)).toBeNull();
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 \d+ \d+" role="img" aria-label="[^"]{30,}">/,
    );
    expect(svg).toContain('fill="currentColor"');
    expect(svg).not.toMatch(/NaN|undefined|fill="(black|#000|white|#fff)/);
  });
});

describe('the page', () => {
  let page: string;
  beforeAll(async () => {
    page = await readFile(join(folder, 'report.html'), 'utf8');
  });

  test('has every chart, with a heading and a finding', async () => {
    for (const name of charts) expect(page).toContain(await readFile(join(folder, `charts/${name}.svg`), 'utf8'));
    expect(page.match(/<section>\n<h2>[^<]+<\/h2>\n<figure><svg/g)).toHaveLength(charts.length);
    expect(page.match(/<\/svg><\/figure>\n<p>[^<]{60,}<\/p>/g)).toHaveLength(charts.length);
    expect(page).toContain('<title>Late flights and bird strikes</title>');
  });

  test('needs nothing from outside, and no script', () => {
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(
      /https?:|\bsrc=|\bhref=|url\(|@import/,
    );
    expect(page).not.toMatch(/<script|\son\w+=/);
  });

  test('has no id twice', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is well-formed, but for the elements that HTML leaves open', () => {
    const document = page
      .replace('<!doctype html>', '')
      .replaceAll(/<meta [^>]*>/g, '')
      .trim();
    expect(xmlProblem(document)).toBeNull();
  });
});

describe('every agent', () => {
  test('gives a small output that is JSON, and says in the log what it did', () => {
    for (const [name, { output, recorded }] of ran) {
      expect(JSON.parse(JSON.stringify(output)), name).toEqual(output);
      expect(JSON.stringify(output).length, name).toBeLessThan(1000);
      expect(
        recorded.logs.some(({ level }) => level === 'info'),
        name,
      ).toBe(true);
    }
  });

  test('reports progress that ends at one, or none', () => {
    for (const [name, { recorded }] of ran) expect(recorded.progress.at(-1)?.fraction ?? 1, name).toBe(1);
  });

  test('has a section of its own in agents.yaml', () => {
    expect(new Set(agents.map(({ configKey }) => configKey)).size).toBe(agents.length);
    expect(agents.length).toBeGreaterThanOrEqual(10);
  });

  test('stops when it is cancelled', async () => {
    const reason = new Error('cancelled');
    for (const agent of agents) await expect(agent.run(AbortSignal.abort(reason)), agent.name).rejects.toBe(reason);
  });

  test('may run again: it writes the same files, and leaves no drafts', async () => {
    const before = await contents(folder);
    for (const agent of agents) await agent.run();
    expect(await contents(folder)).toEqual(before);
    expect(Object.keys(before)).toHaveLength(17);
  }, 60_000);
});

async function contents(folder: string): Promise<Record<string, string>> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const hashes = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [
      path,
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}
