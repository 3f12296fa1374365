import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/definition/json.ts';
import { estimate } from '../../src/plan/estimate.ts';
import { aDefinition, agents } from './a-definition.ts';

const estimateOf = (yaml: string, inputs: Readonly<Record<string, Json>> = {}, beside = {}) =>
  estimate(aDefinition(yaml, beside), inputs, { payloadsAreKept: false });

/** With A agents and W workflow tasks. */
const flat = (agentCount: number, workflowTasks: number) => 2 + 3 * workflowTasks + 3 * agentCount;

describe('events are those that docs/engine.md names', () => {
  test.each([
    ['agents in sequence', `phases: [{ name: a, agents: ${agents(6)} }]`, flat(6, 7)],
    [
      'agents side by side, each with an end of its own',
      `phases: [{ name: a, parallel: true, agents: ${agents(6)} }]`,
      flat(6, 7),
    ],
    ['a timeout of the run', `timeout: 1h\nphases: [{ name: a, agents: ${agents(1)} }]`, flat(1, 2) + 2],
    [
      'finally, but not on_failure',
      `finally: ${agents(2)}\non_failure: ${agents(3)}\nphases: [{ name: a, agents: ${agents(1)} }]`,
      flat(3, 4),
    ],
    ['an approval', `phases: [{ name: a, approval: {}, agents: ${agents(1)} }]`, flat(1, 3) + 2],
    [
      'an approval with a timeout',
      `phases: [{ name: a, approval: { timeout: 1h }, agents: ${agents(1)} }]`,
      flat(1, 3) + 4,
    ],
    [
      'a place among other runs',
      `concurrency: { key: k }\nphases: [{ name: a, agents: ${agents(1)} }]`,
      flat(1, 5) + 6,
    ],
  ])('%s', (_title, yaml, events) => expect(estimateOf(yaml).events).toBe(events));

  test('a sub-workflow costs three, two workflow tasks, and its own', () => {
    const child = `phases: [{ name: b, agents: ${agents(4)} }]`;
    expect(estimateOf('phases: [{ name: a, workflow: ./child.yaml }]', {}, { 'child.yaml': child })).toMatchObject({
      agents: 4,
      children: 1,
      events: flat(0, 3) + 3 + flat(4, 5),
      peak_pending: 1,
    });
  });

  test('a long run pays for each time that it continues as new', () => {
    expect(estimateOf(`phases: [{ name: a, parallel: true, agents: ${agents(1_000)} }]`).events).toBe(
      flat(1_000, 1_001) + 6,
    );
  });
});

describe('items of a for_each', () => {
  const yaml = (list: string) =>
    `inputs: { roads: { type: array } }\nphases:\n  - name: a\n    agents: [{ id: x, module: m, class: A }]\n  - name: b\n    depends_on: [a]\n    agents: [{ id: y, module: m, class: A, for_each: ${list.startsWith('$') ? `"${list}"` : list} }]\n`;
  test.each([
    ['of a list', '[1, 2, 3]', 4],
    ['of an input with a known value', '${{ inputs.roads }}', 6],
    ['of an expression over one', '${{ inputs.roads.filter(road, road > 3) }}', 3],
    ['of an output: none are known', '${{ phases.a.outputs.x }}', 1],
  ])('%s', (_title, list, count) => {
    expect(estimateOf(yaml(list), { roads: [1, 2, 3, 4, 5] }).agents).toBe(count);
  });

  test('of an input without a value: none are known', () => {
    expect(estimateOf(yaml('${{ inputs.roads }}')).agents).toBe(1);
  });
});

describe('what is at work at the same time', () => {
  test.each([
    ['one after another', `phases: [{ name: a, agents: ${agents(6)} }]`, 1],
    ['side by side', `phases: [{ name: a, parallel: true, agents: ${agents(6)} }]`, 6],
    ['within the phase’s limit', `phases: [{ name: a, parallel: true, max_workers: 4, agents: ${agents(6)} }]`, 4],
    ['within the run’s limit', `max_workers: 3\nphases: [{ name: a, parallel: true, agents: ${agents(6)} }]`, 3],
    ['within the window', `max_workers: 1000\nphases: [{ name: a, parallel: true, agents: ${agents(600)} }]`, 500],
    [
      'items within their agent’s limit',
      'phases: [{ name: a, agents: [{ module: m, class: A, for_each: [1, 2, 3], max_workers: 2 }] }]',
      2,
    ],
    [
      'phases behind each other do not overlap',
      `phases: [{ name: a, parallel: true, agents: ${agents(6)} }, { name: b, parallel: true, depends_on: [a], agents: ${agents(4)} }]`,
      6,
    ],
    [
      'phases beside each other do',
      `phases:
  - { name: top, agents: ${agents(1)} }
  - { name: left, parallel: true, depends_on: [top], agents: ${agents(3)} }
  - { name: right, depends_on: [top], agents: ${agents(3)} }
  - { name: bottom, depends_on: [left, right], agents: ${agents(1)} }`,
      4,
    ],
  ])('%s', (_title, yaml, peak) => expect(estimateOf(yaml).peak_pending).toBe(peak));
});

test('bytes grow with what agents are told', () => {
  const small = estimateOf(`phases: [{ name: a, agents: ${agents(10)} }]`).history_bytes;
  const config = `config: { s: { text: ${'x'.repeat(10_000)} } }\n`;
  const large = estimateOf(
    `${config}phases: [{ name: a, agents: ${agents(10).replaceAll('class: A', 'class: A, config_key: s')} }]`,
  );
  expect(large.history_bytes - small).toBeGreaterThan(110_000);
  expect(large.history_bytes - small).toBeLessThan(120_000);
});

test('a payload that is kept outside of the history leaves a reference there', () => {
  const definition = aDefinition(
    `config: { s: { text: ${'x'.repeat(300_000)} } }\nphases: [{ name: a, agents: ${agents(10).replaceAll('class: A', 'class: A, config_key: s')} }]`,
  );
  expect(estimate(definition, {}, { payloadsAreKept: false }).history_bytes).toBeGreaterThan(11 * 300_000);
  expect(estimate(definition, {}, { payloadsAreKept: true }).history_bytes).toBeLessThan(30_000);
});
