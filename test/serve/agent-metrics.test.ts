import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { Measurement } from '../../src/activities/executor/agent-call.ts';
import { AgentMetrics } from '../../src/serve/agent-metrics.ts';

const registry = () => {
  const all = new Registry();
  return { all, metrics: new AgentMetrics(all) };
};
const counted = (name: string, labels: Measurement['labels'] = {}, value = 1): Measurement => {
  return { kind: 'counter', name, value, labels };
};

test('counters add up, gauges keep the last value, histograms have buckets, each with its labels', async () => {
  const { all, metrics } = registry();
  for (const value of [2, 3]) {
    expect(metrics.record(counted('rows', { table: 'a' }, value))).toBeUndefined();
    expect(metrics.record({ kind: 'gauge', name: 'queue', value, labels: {} })).toBeUndefined();
    expect(metrics.record({ kind: 'histogram', name: 'seconds', value, labels: {} })).toBeUndefined();
  }
  const text = await all.metrics();
  expect(text).toContain('orchestrator_agent_rows{table="a"} 5\n');
  expect(text).toContain('orchestrator_agent_queue 3\n');
  expect(text).toContain('orchestrator_agent_seconds_bucket{le="5"} 2\n');
  expect(text).toContain('orchestrator_agent_seconds_sum 5\n');
});

test('a worker takes 50 metrics, and goes on counting those', async () => {
  const { all, metrics } = registry();
  const problems = Array.from({ length: 52 }, (_, index) => metrics.record(counted(`m${index}`)));
  expect(problems.slice(0, 50).every((problem) => problem === undefined)).toBe(true);
  expect(problems[50]).toBe('The metric m50 was dropped: a worker takes 50 of agents.');
  expect(metrics.record(counted('m0'))).toBeUndefined();
  const text = await all.metrics();
  expect(text).toContain('orchestrator_agent_m0 2\n');
  expect(text).not.toContain('orchestrator_agent_m50');
});

test('a metric has 100 sets of labels, and goes on with those', async () => {
  const { all, metrics } = registry();
  for (let set = 0; set < 100; set++) expect(metrics.record(counted('rows', { set: String(set) }))).toBeUndefined();
  expect(metrics.record(counted('rows', { set: '100' }))).toBe(
    'The metric rows has 100 sets of labels; another one was dropped.',
  );
  expect(metrics.record(counted('rows', { set: '7' }))).toBeUndefined();
  expect((await all.metrics()).match(/^orchestrator_agent_rows\{/gm)).toHaveLength(100);
});

test('a metric keeps its kind and its labels', () => {
  const { metrics } = registry();
  metrics.record(counted('rows', { table: 'a' }));
  expect(metrics.record({ ...counted('rows', { table: 'a' }), kind: 'gauge' })).toBe(
    'The metric rows is a counter; as a gauge it was dropped.',
  );
  expect(metrics.record(counted('rows', { place: 'a' }))).toBe(
    'The metric rows has the labels table; with place it was dropped.',
  );
  expect(metrics.record(counted('rows'))).toBe('The metric rows has the labels table; with (none) it was dropped.');
});

test('a problem is told once, however often it comes', () => {
  const { metrics } = registry();
  metrics.record(counted('rows'));
  const wrong = counted('rows', { a: '1' });
  expect(metrics.record(wrong)).toContain('was dropped');
  expect(metrics.record(wrong)).toBeUndefined();
});

test.each([
  [counted('bad name')],
  [counted('x'.repeat(61))],
  [counted('a\n# TYPE b counter\nb')],
  [counted('labels', { 'bad label': '1' })],
  [counted('labels', { a: '1', b: '1', c: '1', d: '1', e: '1', f: '1' })],
  [counted('back', {}, -1)],
  [{ ...counted('nan'), value: Number.NaN }],
  [{ ...counted('text'), value: '1' as unknown as number }],
  [{ ...counted('kind'), kind: 'summary' as unknown as 'counter' }],
])('%j is dropped: a child process is not believed', async (measurement) => {
  const { all, metrics } = registry();
  expect(metrics.record(measurement)).toMatch(/was dropped/);
  expect(await all.metrics()).toBe('\n');
});
