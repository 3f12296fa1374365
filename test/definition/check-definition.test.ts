import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkRunDefinition } from '../../src/definition/check-definition.ts';
import type { Json } from '../../src/definition/json.ts';
import { loadDefinition } from '../../src/definition/load.ts';
import { folderWith } from './folder.ts';
import { cpuTime } from '../cpu-time.ts';

const folder = folderWith({
  'workflow.yaml': `
name: all
inputs: { roads: { type: array, items: { type: string }, default: [a] } }
secrets: [T]
config: { s: { token: "\${secret:T}" } }
concurrency: { key: "\${{ inputs.roads }}" }
timeout: 1h
phases:
  - name: a
    parallel: true
    agents:
      - { module: src.a, class: A, config_key: s, for_each: "\${{ inputs.roads }}", cache: { key: k, ttl: 1h } }
      - { module: ./b.ts, class: B, for_each: [1, 2], if: item > 1, task_queue: gpu, with: { a: [1, { b: null }] } }
  - name: b
    depends_on: [{ phase: a, when: completed }]
    approval: { prompt: Go?, timeout: 1h }
    workflow: sub.yaml
on_failure: [{ module: n, class: N }]
finally: [{ module: n, class: N }]
outputs: { x: "\${{ phases.a.outputs.a }}" }
`,
  'sub.yaml': 'phases: [{ name: p, agents: [{ module: m, class: P }] }]',
});
const { definition } = loadDefinition(join(folder, 'workflow.yaml'), { environment: {} });

/** The definition with something else at a place. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(definition) as unknown;
  let at = copy as Record<string | number, unknown>;
  for (const segment of path.slice(0, -1)) at = at[segment] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return copy;
}

test('what a client resolves is right, also after it has travelled', () => {
  expect(definition).toBeDefined();
  expect(checkRunDefinition(definition)).toBeUndefined();
  expect(checkRunDefinition(JSON.parse(JSON.stringify(definition)))).toBeUndefined();
});

let deep: Json = 1;
for (let depth = 0; depth < 100_000; depth++) deep = [deep];
const agent = ['phases', 0, 'agents', 0];

describe('what no client sends is refused, with its place', () => {
  test.each<[string, readonly (string | number)[], unknown, string]>([
    ['no name', ['name'], undefined, 'definition.name must be a name'],
    ['a name of JavaScript', ['name'], '__proto__', 'definition.name must be a name'],
    ['no phases', ['phases'], [], 'definition.phases must have 1 to 10000 entries'],
    ['a phase that is none', ['phases', 1], null, 'definition.phases[1] must be a mapping'],
    ['two phases of one name', ['phases', 1, 'name'], 'a', 'definition: two phases are called "a"'],
    ['two agents of one id', [...agent, 'id'], 'b', 'definition: two agents of one phase are called "b"'],
    ['an unknown dependency', ['phases', 1, 'dependsOn'], [{ phase: 'x' }], 'definition: phase "b" depends on "x"'],
    ['a circle', ['phases', 0, 'dependsOn'], [{ phase: 'b' }], 'definition: phase "a" depends on itself'],
    ['an unknown when', ['phases', 1, 'dependsOn', 0, 'when'], 'x', 'definition.phases[1].dependsOn[0].when must be'],
    ['neither agents nor workflow', ['phases', 1, 'workflow'], undefined, 'definition: phase "b" must have agents or'],
    [
      'both',
      ['phases', 1, 'agents'],
      [structuredClone(definition!.phases[0]!.agents[1])],
      'definition: phase "b" must',
    ],
    ['a number that is none', [...agent, 'timeout'], NaN, 'definition.phases[0].agents[0].timeout must be a whole'],
    ['a number as text', [...agent, 'retry', 'maxRetries'], '3', 'definition.phases[0].agents[0].retry.maxRetries'],
    ['endless retries', [...agent, 'retry', 'maxRetries'], 1e9, 'definition.phases[0].agents[0].retry.maxRetries'],
    ['a backoff below 1', [...agent, 'retry', 'backoff'], 0.5, 'definition.phases[0].agents[0].retry.backoff'],
    ['no workers', ['maxWorkers'], 0, 'definition.maxWorkers must be a whole number from 1 to 100000'],
    ['a module elsewhere', [...agent, 'module'], '../x', 'definition.phases[0].agents[0].module: '],
    ['a module with a NUL', [...agent, 'module'], 'a\0b', 'definition.phases[0].agents[0].module: '],
    ['a class of the language', [...agent, 'class'], 'constructor', 'definition.phases[0].agents[0].class must not'],
    ['an empty class', [...agent, 'class'], '', "definition.phases[0].agents[0].class must be a class's name"],
    ['a list as input', [...agent, 'with'], [], 'definition.phases[0].agents[0].with must be a mapping'],
    ['an input too deep', [...agent, 'with'], { deep }, 'definition.phases[0].agents[0].with["deep"] is nested more'],
    ['a task queue of 1 MB', [...agent, 'taskQueue'], 'x'.repeat(1e6), 'definition.phases[0].agents[0].taskQueue must'],
    [
      'a secret that is no name',
      [...agent, 'secrets'],
      ['${x}'],
      'definition.phases[0].agents[0].secrets[0] must be a',
    ],
    ['an input of no type', ['inputs', 'roads', 'items', 'type'], 'x', 'definition.inputs["roads"].items.type must be'],
    ['a name of an output', ['outputs'], { 'a b': 1 }, 'definition.outputs["a b"] must be a name'],
    ['handlers that are none', ['finally'], {}, 'definition.finally must be a list'],
    [
      'a fault far inside',
      ['phases', 1, 'workflow', 'definition', 'maxWorkers'],
      1.5,
      'definition.phases[1].workflow.definition.maxWorkers',
    ],
  ])('%s', (_title, path, value, message) =>
    expect(checkRunDefinition(changed(path, value))?.slice(0, message.length)).toBe(message),
  );

  test('a declaration of endless items', () => {
    let items: unknown = { type: 'array' };
    for (let depth = 0; depth < 50_000; depth++) items = { type: 'array', items };
    expect(checkRunDefinition(changed(['inputs', 'roads'], items))).toBe(
      'definition.inputs["roads"] is nested more than 64 levels deep',
    );
  });

  test('a workflow in a workflow in a workflow', () => {
    let nested = structuredClone(definition!) as unknown;
    for (let depth = 0; depth < 30; depth++) nested = changed(['phases', 1, 'workflow', 'definition'], nested);
    expect(checkRunDefinition(nested)).toMatch(/sub-workflows are nested more than 16 deep$/);
  });

  test.each([undefined, null, 1, 'x', [], {}])('%j', (value) => expect(checkRunDefinition(value)).toBeTypeOf('string'));
});

test('10,000 phases in a chain take no time to speak of', () => {
  const [phase] = definition!.phases;
  const phases = Array.from({ length: 10_000 }, (_, index) => ({
    ...phase!,
    name: `p${index}`,
    dependsOn: index === 0 ? [] : [{ phase: `p${index - 1}` }],
  }));
  const start = cpuTime();
  expect(checkRunDefinition({ ...definition, phases })).toBeUndefined();
  expect(cpuTime() - start).toBeLessThan(1_500);
});
