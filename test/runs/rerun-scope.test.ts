import { describe, expect, test } from 'vitest';
import { behind, changedScope } from '../../src/runs/rerun-scope.ts';
import { agentDefinition, phaseDefinition, runDefinition } from '../workflows/definitions.ts';
import { oneAgent, subWorkflow } from '../workflows/drive.ts';

test('behind a phase is what depends on it, over any number of steps', () => {
  const definition = runDefinition([
    phaseDefinition('d', 1, { dependsOn: ['c'] }),
    phaseDefinition('c', 1, { dependsOn: ['b', 'x'] }),
    phaseDefinition('b', 1, { dependsOn: [{ phase: 'a', when: 'failed' }] }),
    phaseDefinition('a', 1),
    phaseDefinition('x', 1),
  ]);
  expect([...behind(definition, 'b')].toSorted()).toEqual(['b', 'c', 'd']);
  expect([...behind(definition, 'x')].toSorted()).toEqual(['c', 'd', 'x']);
});

describe('what today’s definition makes of other things', () => {
  const scope = (before: Parameters<typeof runDefinition>, today: Parameters<typeof runDefinition>) => {
    const { phases, agents } = changedScope(runDefinition(...before), runDefinition(...today));
    return { phases: [...phases].toSorted(), agents: [...agents].toSorted() };
  };

  test.each([
    ['class', { class: 'Other' }],
    ['module', { module: 'other' }],
    ['with', { with: { n: 1 } }],
    ['for_each', { forEach: [1] }],
    ['runtime', { runtime: 'python' as const }],
  ])('is an agent with another %s, and all phases behind it', (_key, change) => {
    const rest = [phaseDefinition('b', 1, { dependsOn: ['a'] }), phaseDefinition('apart', 1)];
    expect(scope([[oneAgent('a', {}), ...rest]], [[oneAgent('a', change), ...rest]])).toEqual({
      phases: ['b'],
      agents: ['a/a0'],
    });
  });

  test('is not an agent that is tried more often, or has more time', () => {
    const change = { timeout: 1, retry: { ...agentDefinition('a0').retry, maxRetries: 9 }, continueOnError: true };
    expect(scope([[oneAgent('a', {})]], [[oneAgent('a', change)]])).toEqual({ phases: [], agents: [] });
  });

  test('is an agent whose section of the configuration is another', () => {
    const phases = [oneAgent('a', { configKey: 's' }), oneAgent('b', { configKey: 't' })];
    const config = { s: { n: 1 }, t: { n: 1 } };
    expect(scope([phases, { config }], [phases, { config: { ...config, s: { n: 2 } } }])).toEqual({
      phases: [],
      agents: ['a/a0'],
    });
  });

  test('is in a sequential phase all that comes after it, in a parallel one nothing else', () => {
    const [x, y, z] = ['x', 'y', 'z'].map(agentDefinition);
    const phase = (parallel: boolean, cls: string) => [
      phaseDefinition('a', 0, { parallel, agents: [x!, { ...y!, class: cls }, z!] }),
    ];
    expect(scope([phase(false, 'A')], [phase(false, 'B')]).agents).toEqual(['a/y', 'a/z']);
    expect(scope([phase(true, 'A')], [phase(true, 'B')]).agents).toEqual(['a/y']);
  });

  test('is a phase whose sub-workflow is another; phases and agents that are new have nothing to give', () => {
    const sub = subWorkflow('sub');
    const other = { ...sub, workflow: { ...sub.workflow!, with: { n: 1 } } };
    expect(scope([[sub]], [[other]]).phases).toEqual(['sub']);
    expect(scope([[phaseDefinition('a', 1)]], [[phaseDefinition('a', 2), phaseDefinition('b', 1)]])).toEqual({
      phases: [],
      agents: [],
    });
  });
});
