import { expect, test } from 'vitest';
import { dependencyGraph, findCycles, topologicalOrder } from '../../src/definition/graph.ts';
import { phaseDefinition, runDefinition } from '../workflows/definitions.ts';

test('the graph has nodes and edges in the order of the file, and levels by the longest way', () => {
  const definition = runDefinition([
    phaseDefinition('c', 1, { dependsOn: ['b', 'a'], parallel: false, description: 'Last' }),
    phaseDefinition('a', 2),
    phaseDefinition('b', 1, { dependsOn: ['a'] }),
  ]);
  expect(dependencyGraph(definition)).toEqual({
    nodes: [
      { name: 'c', description: 'Last', parallel: false, agents: ['c0'] },
      { name: 'a', description: null, parallel: true, agents: ['a0', 'a1'] },
      { name: 'b', description: null, parallel: true, agents: ['b0'] },
    ],
    edges: [
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
      { from: 'a', to: 'b' },
    ],
    levels: [['a'], ['b'], ['c']],
  });
});

test('a cycle is named from where it begins, also if others hang on it', () => {
  const vertices = [
    { name: 'behind', dependsOn: ['a'] },
    { name: 'a', dependsOn: ['b'] },
    { name: 'b', dependsOn: ['a'] },
  ];
  const { order, left } = topologicalOrder(vertices);
  expect(order).toEqual([]);
  expect(findCycles(left)).toEqual([['a', 'b', 'a']]);
});

test('each circle is named once, beginning with the phase that stands first', () => {
  const vertices = [
    { name: 'c', dependsOn: ['d'] },
    { name: 'd', dependsOn: ['c'] },
    { name: 'x', dependsOn: ['z'] },
    { name: 'y', dependsOn: ['x', 'c'] },
    { name: 'z', dependsOn: ['y'] },
  ];
  expect(findCycles(topologicalOrder(vertices).left)).toEqual([
    ['c', 'd', 'c'],
    ['x', 'z', 'y', 'x'],
  ]);
});

test('a chain of 10,000 phases is ordered without recursion', () => {
  const vertices = Array.from({ length: 10_000 }, (_, index) => ({
    name: `p${index}`,
    dependsOn: index === 0 ? [] : [`p${index - 1}`],
  }));
  expect(topologicalOrder(vertices).order).toHaveLength(10_000);
});
