import { expect, test } from 'vitest';
import { knownInputs } from '../../src/plan/known-inputs.ts';
import { aDefinition, agents } from './a-definition.ts';

const definition = aDefinition(
  `inputs: { env: { type: string, enum: [dev, prod], default: dev }, roads: { type: array } }\nphases: [{ name: a, agents: ${agents(1)} }]`,
);

test('what is given or has a default is known; what is missing is no problem', () => {
  expect(knownInputs(definition, {})).toEqual({ inputs: { env: 'dev' }, problems: [] });
  expect(knownInputs(definition, { env: null, roads: [1] })).toEqual({
    inputs: { env: 'dev', roads: [1] },
    problems: [],
  });
});

test('a wrong value is a problem, and so is one for no input', () => {
  expect(knownInputs(definition, { env: 'test', road: [1] }).problems).toMatchObject([
    { input: 'road', message: 'there is no input "road"; did you mean "roads"?' },
    { input: 'env', message: expect.stringContaining('cannot be "test"') },
  ]);
});
