import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replay } from './replay.ts';
import { scenarios } from './scenarios.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8');
const recorded = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));

test('each behaviour has a recorded history', () => {
  expect(recorded.toSorted()).toEqual(scenarios.map(({ name }) => `${name}.json`).toSorted());
});

test.each(recorded)('%s replays on today’s code, with the same inputs for agents and sub-workflows', async (name) => {
  const { before, now } = await replay(JSON.parse(read(name)));
  expect(before.length).toBeGreaterThan(0);
  expect(now).toEqual(before);
});

test.each(readdirSync(join(import.meta.dirname, 'gate')))(
  'gate/%s: the gate of runs that wait for each other replays',
  async (name) => {
    const history = read(join('gate', name));
    await replay(JSON.parse(history));
    const other = history.replaceAll('orchestrator:find-closed', 'orchestrator:acquire');
    await expect(replay(JSON.parse(other))).rejects.toThrow(/determinism/i);
  },
);

test('a change that breaks a run under way is caught', async () => {
  const other = read('parallel-and-sequential.json').replaceAll('"Echo"', '"Other"');
  await expect(replay(JSON.parse(other))).rejects.toThrow(/nondeterminism|determinism/i);
});
