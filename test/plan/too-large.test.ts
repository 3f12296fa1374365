import { expect, test } from 'vitest';
import { tooLarge } from '../../src/plan/too-large.ts';
import { aDefinition, agents } from './a-definition.ts';

const options = { file: 'w.yaml', place: () => ({ line: 7, column: 3 }), payloadsAreKept: false };

test('what fits is no problem', () => {
  expect(tooLarge(aDefinition(`phases: [{ name: a, agents: ${agents(3)} }]`), {}, options)).toEqual([]);
});

test('more agents than can run are refused where most of them come from', () => {
  const definition = aDefinition(
    `inputs: { roads: { type: array } }\nphases: [{ name: a, agents: [{ module: m, class: A }, { id: x, module: m, class: A, for_each: "\${{ inputs.roads }}" }] }]`,
  );
  expect(tooLarge(definition, { roads: Array(100_001).fill(1) }, { ...options, payloadsAreKept: true })).toEqual([
    {
      code: 'too-large',
      severity: 'error',
      message: 'this run would have 100,002 agents, 100,001 of them from this one; at most 100,000 can run',
      file: 'w.yaml',
      line: 7,
      column: 3,
      path: 'phases[0].agents[1].for_each',
      hint: expect.stringContaining('several items'),
    },
  ]);
  expect(tooLarge(definition, { roads: [1] }, options)).toEqual([]);
});

test('a definition that is no payload is refused, unless large payloads are kept elsewhere', () => {
  const definition = aDefinition(
    `config: { s: { text: ${'x'.repeat(2_200_000)} } }\nphases: [{ name: a, agents: [{ module: m, class: A, config_key: s }] }]`,
  );
  expect(tooLarge(definition, {}, options)).toMatchObject([
    {
      code: 'too-large',
      path: '',
      message: 'a run of this definition starts with 2.1 MiB of JSON, and Temporal takes 2 MiB',
      hint: expect.stringContaining('--payload-store'),
    },
  ]);
  expect(tooLarge(definition, {}, { ...options, payloadsAreKept: true })).toEqual([]);
});
