import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DelaysAgent, delays } from '../../src/agents/analytics/delays-agent.ts';
import { compareWithWeather } from '../../src/agents/analytics/weather-comparison.ts';
import { BirdStrikesAgent, birdStrike } from '../../src/agents/data-collection/bird-strikes-agent.ts';
import { FlightRecordsAgent } from '../../src/agents/data-collection/flight-records-agent.ts';
import { WeatherAgent } from '../../src/agents/data-collection/weather-agent.ts';
import { MissingFile, readJson, readSource, writeText } from '../../src/agents/data-files.ts';
import { testContext } from './context.ts';
import { newFolder } from './example.ts';

let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function given(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('data that is not as expected', () => {
  test('a missing source is named, with what to do', async () => {
    const context = testContext({ config: { source: 'nowhere/flights.json', file: join(folder, 'flights.json') } });
    await expect(new FlightRecordsAgent().run(context)).rejects.toThrow(
      `There is no file nowhere/flights.json in ${process.cwd()}. The data of the example comes with \`npm install\``,
    );
  });

  test('a missing file of an earlier agent is named, with what to do', async () => {
    const config = { file: join(folder, 'out.json'), late_minutes: 15, very_late_minutes: 60, fewest_flights: 1 };
    const context = testContext({ config: { ...config, flights: 'output/none.json' } });
    await expect(new DelaysAgent().run(context)).rejects.toThrow(
      /no file output\/none\.json .* An earlier agent writes it/,
    );
  });

  test('rows that do not fit are left out, counted and logged', async () => {
    const source = await given(
      'weather.csv',
      'location,date,precipitation,weather\nOslo,2020-02-29,1.5,snow\nOslo,2020-02-30,1.5,snow\nOslo,2020-03-01,,sun\n',
    );
    const context = testContext({ config: { source, file: join(folder, 'weather.json') } });
    expect(await new WeatherAgent().run(context)).toMatchObject({ rows: 1, left_out: 2 });
    expect(context.recorded.logs).toContainEqual({
      level: 'warn',
      message: 'some rows are left out',
      fields: { rows: 2 },
    });
  });

  test('a source without a single good row is an error', async () => {
    const source = await given('weather.csv', 'town,day\nOslo,2020-02-29\n');
    const context = testContext({ config: { source, file: join(folder, 'weather.json') } });
    await expect(new WeatherAgent().run(context)).rejects.toThrow('None of 1 rows has the columns that are expected');
  });

  test('a file of another shape is an error that names the file and the field', async () => {
    const path = await given('delays.json', { flights: 'many' });
    await expect(readJson(path, delays)).rejects.toThrow(/delays\.json does not hold what is expected[^]*flights/);
  });
});

describe('an agent that is cancelled', () => {
  test('stops between slices of rows, and writes nothing', async () => {
    const rows = Array.from({ length: 60_000 }, () => ({ delay: 1, distance: 1, time: 1 }));
    const config = { source: await given('source.json', rows), file: join(folder, 'out', 'flights.json') };
    const cancel = new AbortController();
    let reports = 0;
    const context = testContext({ config, signal: cancel.signal }, () => {
      reports += 1;
      if (reports === 2) setImmediate(() => cancel.abort(new Error('cancelled'))); // as a message from outside would
    });
    await expect(new FlightRecordsAgent().run(context)).rejects.toThrow('cancelled');
    expect(reports).toBeLessThan(4);
    expect(await readdir(folder)).toEqual(['source.json']);
  });
});

describe('counting', () => {
  test('late is more than the limit, early is before the schedule, the median of an even number is between two', async () => {
    const flights = await given('flights.json', {
      delay: [-5, 0, 15, 16, 60, 61],
      distance: [100, 100, 100, 100, 100, 100],
      hour: [8, 8, 8, 8, 9, 9],
    });
    const file = join(folder, 'delays.json');
    const config = { flights, file, late_minutes: 15, very_late_minutes: 60, fewest_flights: 3 };
    await new DelaysAgent().run(testContext({ config }));
    expect(await readJson(file, delays)).toMatchObject({
      flights: 6,
      early: 1,
      late: 3,
      very_late: 1,
      median_minutes: 15.5,
      by_hour: [{ hour: 8, flights: 4, late: 1, very_late: 0 }],
      hours_left_out: 2,
    });
  });

  test('a strike on a day whose weather is known is counted as such', () => {
    const day = { place: 'Oslo', precipitation: 0, weather: 'fog' };
    const days = ['01', '02'].map((number) => ({ ...day, date: `2020-01-${number}` }));
    const strike = { id: 0, state: '', aircraft: '', phase: '', species: '', damage: 'None', cost: 0 };
    const strikes = ['2020-01-02', '1999-05-05'].map((date) => ({ ...strike, airport: 'OSLO', date }));
    const rules = { wet_millimetres: 1, airports_by_place: { Oslo: ['OSLO'] } };
    expect(compareWithWeather(strikes, days, rules)).toMatchObject([
      { place: 'Oslo', strikes: 2, same_days: 1, from: '2020-01-01', to: '2020-01-02', wet_correlation: null },
    ]);
  });

  test('strikes are numbered by their place in the file', async () => {
    const head =
      'Flight Date,Airport Name,Origin State,Aircraft Make Model,Phase of flight,Wildlife Species,Effect Amount of damage,Cost Total $';
    const row = '2001-01-01,A,B,C,Climb,Gull,None,0';
    const source = await given('strikes.csv', [head, row, row].join('\n'));
    const file = join(folder, 'strikes.json');
    await new BirdStrikesAgent().run(testContext({ config: { source, file } }));
    expect((await readJson(file, z.array(birdStrike))).map(({ id }) => id)).toEqual([0, 1]);
  });
});

test('a file is whole or not there: a write that fails leaves no draft', async () => {
  await mkdir(join(folder, 'taken'));
  await expect(writeText(join(folder, 'taken'), 'text')).rejects.toThrow('taken');
  expect(await readdir(folder)).toEqual(['taken']);
});

test('the error for a missing file is the one that workflow.yaml does not retry', async () => {
  const { defaults } = z
    .object({ defaults: z.object({ retry: z.object({ non_retryable: z.array(z.string()) }) }) })
    .parse(parse(await readFile('config/workflow.yaml', 'utf8')));
  const error: unknown = await readSource('nowhere').catch((error: unknown) => error);
  expect(error).toBeInstanceOf(MissingFile);
  expect(defaults.retry.non_retryable).toEqual([MissingFile.name]);
  expect(error).toHaveProperty('name', MissingFile.name);
});
