import { basename, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load.ts';
import { folderWith } from './folder.ts';

const PUBLISH = `
inputs:
  count: { type: integer, minimum: 0 }
  title: { type: string, default: Report }
phases: [{ name: p, agents: [{ module: m, class: P, with: { n: "\${{ inputs.count }}" } }] }]
outputs: { done: "\${{ phases.p.outputs.p }}" }
`;

const parent = (phase: string, rest = '') => `
phases:
  - { name: a, agents: [{ module: m, class: A }] }
  - { name: b, depends_on: [a], ${phase} }
${rest}`;

function load(files: Record<string, string>, environment = {}) {
  const folder = folderWith(files);
  const loaded = loadDefinition(join(folder, 'workflow.yaml'), { environment });
  const problems = loaded.problems.map(
    ({ file, line, column, code, message, path }) =>
      `${relative(folder, file)}:${line}:${column} [${code}] ${message} <${path}>`,
  );
  return { ...loaded, problems };
}

test('a sub-workflow is read relative to its file, and its outputs are those of its phase', () => {
  const { definition, problems, subWorkflows } = load({
    'workflow.yaml': parent(
      'workflow: ./sub/publish.yaml, with: { count: "${{ size(phases.a.outputs.a) }}" }',
      'outputs: { done: "${{ phases.b.outputs.done }}" }',
    ),
    'sub/publish.yaml': PUBLISH,
  });
  expect(problems).toEqual([]);
  expect(definition!.phases[1]!.agents).toEqual([]);
  expect(definition!.phases[1]!.workflow).toMatchObject({
    with: { count: '${{ size(phases.a.outputs.a) }}' },
    definition: { name: 'publish', inputs: { title: { default: 'Report' } }, outputs: { done: expect.any(String) } },
  });
  expect(basename(subWorkflows.get('b')!.file)).toBe('publish.yaml');
  expect(subWorkflows.get('b')!.place(['phases', 0, 'agents', 0])).toEqual({ line: 5, column: 30 });
});

test('a variable may stand in its path', () => {
  const files = { 'workflow.yaml': parent('workflow: "./${WHICH}.yaml", with: { count: 1 }'), 'publish.yaml': PUBLISH };
  expect(load(files, { WHICH: 'publish' }).problems).toEqual([]);
});

test('a sub-workflow has no higher limit than the run, and the phase that runs it; nor has one within it', () => {
  const inner = 'max_workers: 50\nphases: [{ name: p, agents: [{ module: m, class: P }] }]';
  const child = 'max_workers: 60\nphases: [{ name: q, workflow: inner.yaml }]';
  const limits = (run: string, phase: string) => {
    const workflow = `${run}\n${parent(`workflow: child.yaml${phase}`)}`;
    const { definition, problems } = load({ 'workflow.yaml': workflow, 'child.yaml': child, 'inner.yaml': inner });
    expect(problems).toEqual([]);
    const sub = definition!.phases[1]!.workflow!.definition;
    return [definition!.maxWorkers, sub.maxWorkers, sub.phases[0]!.workflow!.definition.maxWorkers];
  };
  expect(limits('', '')).toEqual([100, 60, 50]);
  expect(limits('max_workers: 55', '')).toEqual([55, 55, 50]);
  expect(limits('max_workers: 8', '')).toEqual([8, 8, 8]);
  expect(limits('max_workers: 8', ', max_workers: 3')).toEqual([8, 3, 3]);
});

test('each sub-workflow has the configuration beside itself', () => {
  const { definition, problems } = load({
    'workflow.yaml': parent('workflow: sub/x.yaml'),
    'agents.yaml': 's: { of: parent }',
    'sub/x.yaml': 'phases: [{ name: p, agents: [{ module: m, class: P, config_key: s }] }]',
    'sub/agents.yaml': 's: { of: child }',
  });
  expect(problems).toEqual([]);
  expect(definition!.phases[1]!.workflow!.definition.config).toEqual({ s: { of: 'child' } });
});

test('a configuration that is shared is told of once, and what another workflow uses of it is for that one to declare', () => {
  const { problems } = load({
    'workflow.yaml': 'secrets: [A]\n' + parent('workflow: x.yaml').replace('class: A', 'class: A, config_key: one'),
    'agents.yaml': 'one: { a: "${secret:A}" }\ntwo: { b: "${{ 1 }}" }\n',
    'x.yaml': 'phases: [{ name: p, agents: [{ module: m, class: P }] }]',
  });
  expect(problems).toEqual([expect.stringMatching(/^agents\.yaml:2:11 \[misplaced-reference\]/)]);
});

test('an undeclared secret in agents.yaml is reported there', () => {
  const { problems } = load({
    'workflow.yaml': 'secrets: [TOKEN]\nphases: [{ name: a, agents: [{ module: m, class: A, config_key: s }] }]',
    'agents.yaml': 's:\n  t: x ${secret:TOKN}\n',
  });
  expect(problems).toEqual([
    'agents.yaml:2:8 [undeclared-secret] the secret "TOKN" is not listed under "secrets"; did you mean "TOKEN"? <s.t>',
  ]);
});

describe('what is wrong with a sub-workflow', () => {
  test('is reported with its own file, and once', () => {
    const { problems, definition } = load({
      'workflow.yaml': `
phases:
  - { name: a, workflow: x.yaml }
  - { name: b, workflow: ./x.yaml, depends_on: [a], if: phases.a.outputs.anything == 1 }`,
      'x.yaml': 'phases: []',
    });
    expect(problems).toEqual(['x.yaml:1:9 [empty-list] phases is empty <phases>']);
    expect(definition).toBeUndefined();
  });

  test('is said where it is named if it is not there', () => {
    expect(load({ 'workflow.yaml': parent('workflow: ./nothing.yaml') }).problems).toEqual([
      'workflow.yaml:4:43 [file-not-found] workflow ./nothing.yaml: there is no such file <phases[1].workflow>',
    ]);
    expect(load({ 'workflow.yaml': parent('workflow: .') }).problems).toEqual([
      'workflow.yaml:4:43 [file-not-found] workflow .: this is a folder, not a file <phases[1].workflow>',
    ]);
  });

  test('is a circle, which is named', () => {
    const runs = (file: string) => `phases: [{ name: a, workflow: ${file} }]`;
    expect(load({ 'workflow.yaml': runs('./workflow.yaml') }).problems).toEqual([
      'workflow.yaml:1:31 [recursive-workflow] the workflows run each other in a circle: workflow.yaml -> workflow.yaml <phases[0].workflow>',
    ]);
    expect(
      load({ 'workflow.yaml': runs('b.yaml'), 'b.yaml': runs('sub/c.yaml'), 'sub/c.yaml': runs('../b.yaml') }).problems,
    ).toEqual([
      'sub/c.yaml:1:31 [recursive-workflow] the workflows run each other in a circle: b.yaml -> sub/c.yaml -> b.yaml <phases[0].workflow>',
    ]);
  });

  test('is that it is nested too deep', () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          index === 0 ? 'workflow.yaml' : `w${index}.yaml`,
          index === length - 1
            ? 'phases: [{ name: a, agents: [{ module: m, class: A }] }]'
            : `phases: [{ name: a, workflow: w${index + 1}.yaml }]`,
        ]),
      );
    expect(load(chain(16)).problems).toEqual([]);
    expect(load(chain(17)).problems).toEqual([
      'w15.yaml:1:31 [too-deep] sub-workflows are nested more than 16 deep <phases[0].workflow>',
    ]);
  });

  test('is that it multiplies', () => {
    const twice = (file: string) =>
      `phases: [${Array.from({ length: 20 }, (_, index) => `{ name: p${index}, workflow: ${file} }`).join(', ')}]`;
    const { problems, definition } = load({
      'workflow.yaml': twice('b.yaml'),
      'b.yaml': twice('c.yaml'),
      'c.yaml': twice('d.yaml'),
      'd.yaml': twice('e.yaml'),
      'e.yaml': 'phases: [{ name: a, agents: [{ module: m, class: A }] }]',
    });
    expect(problems).toEqual([expect.stringMatching(/^workflow\.yaml:1:\d+ \[too-large\] .* more than 200000 phases/)]);
    expect(definition).toBeUndefined();
  });
});

describe('the inputs that a phase gives its sub-workflow', () => {
  const given = (phase: string) =>
    load({ 'workflow.yaml': parent(phase), 'publish.yaml': PUBLISH }).problems.map((problem) => problem.slice(14));

  test('must all be declared, and have the right type where that is known', () => {
    expect(given('workflow: publish.yaml, with: { cuont: 1, count: -1, title: 5 }')).toEqual([
      '4:65 [bad-input] there is no input "cuont"; did you mean "count"? <phases[1].with.cuont>',
      '4:82 [bad-input] input count must be at least 0, not -1 <phases[1].with.count>',
      '4:93 [bad-input] input title must be text, not the number 5 <phases[1].with.title>',
    ]);
    expect(given('workflow: publish.yaml, with: { count: "n ${{ run.id }}" }')).toEqual([]);
  });

  test('must be there if they have no default', () => {
    expect(given('workflow: publish.yaml')).toEqual([
      '4:43 [bad-input] input "count" has no value, and no default: the sub-workflow needs it <phases[1].workflow>',
    ]);
    expect(given('workflow: publish.yaml, with: { title: "$${x}" }')).toEqual([
      '4:57 [bad-input] input "count" has no value, and no default: the sub-workflow needs it <phases[1].with>',
    ]);
  });

  test('cannot be secrets', () => {
    expect(given('workflow: publish.yaml, with: { count: "${secret:A}" }')).toEqual([
      expect.stringMatching(/^4:72 \[misplaced-reference\] \$\{secret:…\} cannot be an input of a sub-workflow/),
    ]);
  });
});
