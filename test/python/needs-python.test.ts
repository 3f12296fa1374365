import { expect, test } from 'vitest';
import { load } from './load.ts';
import { needsPython } from '../../src/python/needs-python.ts';

const PYTHON = '{ module: a.b, class: C, runtime: python }';
const NODE = '{ module: a.b, class: D }';

test.each([
  [`phases: [{ name: a, agents: [${NODE}, ${PYTHON}] }]`, true],
  [`phases: [{ name: a, agents: [${NODE}] }]\nfinally: [${PYTHON}]`, true],
  [`phases: [{ name: a, agents: [${NODE}] }]\non_failure: [${PYTHON}]`, true],
  [`defaults: { runtime: python }\nphases: [{ name: a, agents: [${NODE}] }]`, true],
  [`phases: [{ name: a, agents: [${NODE}] }]`, false],
  ['phases: [{ name: a, agents: [{ module: a.b, class: C, runtime: python, task_queue: gpu-python }] }]', false],
])('%s: %s', async (text, expected) => {
  expect(needsPython(await load(text))).toBe(expected);
});

test('a sub-workflow with a Python agent needs Python', async () => {
  const [inner, outer] = await Promise.all(
    [PYTHON, NODE].map((agent) => load(`phases: [{ name: a, agents: [${agent}] }]`)),
  );
  const [phase] = outer!.phases;
  const definition = { ...outer!, phases: [{ ...phase!, agents: [], workflow: { definition: inner!, with: {} } }] };
  expect(needsPython(definition)).toBe(true);
});
