import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderText } from '../../src/definition/expression/evaluate.ts';
import { loadDefinition } from '../../src/definition/load.ts';
import { folderWith } from './folder.ts';

const environment = {
  EXPRESSION: '${{ inputs.secret }}',
  SECRET: '${secret:TOKEN}',
  DOLLAR: '$',
  BRACE: '{secret:TOKEN}',
  NUMBER: '4',
  LIST: '[a, b]',
  HASH: '#fff',
  NULL: '~',
  QUOTED: '"4"',
  EMPTY: '',
};

function load(keys: string, top = '') {
  const text = `secrets: [TOKEN]\n${top}\nphases:\n  - name: a\n    agents:\n      - module: m\n        class: A\n        ${keys}\n`;
  return loadDefinition(join(folderWith({ 'workflow.yaml': text }), 'workflow.yaml'), { environment });
}

/** What a text of `with` becomes. */
function written(text: string): unknown {
  const { definition, problems } = load(`with:\n          a: ${text}`);
  expect(problems).toEqual([]);
  return definition!.phases[0]!.agents[0]!.with!['a'];
}

const variables = {
  inputs: {},
  phase: () => undefined,
  run: { id: 'r', started_at: '', error: null },
};

describe('the value of a variable is never an expression, nor a secret', () => {
  test.each([
    ['"${EXPRESSION}"', '${{ inputs.secret }}'],
    ['${EXPRESSION}', '${{ inputs.secret }}'],
    ['"x ${SECRET}"', 'x ${secret:TOKEN}'],
    ['"${DOLLAR}${BRACE}"', '${secret:TOKEN}'],
    ['"${DOLLAR}{secret:TOKEN}"', '${secret:TOKEN}'],
    ['"${DOLLAR}{{ 1 }}"', '${{ 1 }}'],
    ['"$$${DOLLAR}"', '$${DOLLAR}'],
  ])('%s', (text, literal) => {
    const result = String(written(text));
    expect(renderText(result, variables)).toBe(literal);
    expect(load(`with:\n          a: ${text}`).definition!.phases[0]!.agents[0]!.secrets).toBeUndefined();
  });

  test('and cannot take the meaning of the reference behind it', () => {
    for (const text of ['"${DOLLAR}${{ run.id }}"', '"${DOLLAR}${secret:TOKEN}"']) {
      expect(load(`with:\n          a: ${text}`).problems).toMatchObject([
        {
          code: 'misplaced-reference',
          message: expect.stringContaining('a variable\'s value that ends in "$"') as string,
        },
      ]);
    }
  });
});

describe('a literal reference', () => {
  test('stays as it is written where references may stand, and is plain elsewhere', () => {
    expect(written('"$${x} $${{ y }} $${secret:Z}"')).toBe('$${x} $${{ y }} $${secret:Z}');
    const { definition } = load('task_queue: "$${x}"', 'description: "$${{ y }} costs $5"');
    expect(definition!.description).toBe('${{ y }} costs $5');
    expect(definition!.phases[0]!.agents[0]!.taskQueue).toBe('${x}');
  });
});

test('a variable that is a plain scalar by itself is read as YAML', () => {
  const items = ['${NUMBER}', '"${NUMBER}"', '${LIST}', '${HASH}', '${NULL}', '${QUOTED}', '${EMPTY}', '${EMPTY:-x}'];
  const lines = items.map((item) => `\n            - ${item}`).join('');
  expect(written(lines)).toEqual([4, '4', ['a', 'b'], '#fff', null, '4', null, 'x']);
});

test('what looks like a variable in a text of an expression is not looked up, and said to be out of place', () => {
  const { problems } = load(`with: { a: '\${{ "\${NOT_SET}" + run.id }}', b: '\${{ "$" + "{NOT_SET}" }}' }`);
  expect(problems.map(({ code, path }) => [code, path])).toEqual([
    ['misplaced-reference', 'phases[0].agents[0].with.a'],
  ]);
});

test('the secrets that an agent refers to are known, in its configuration and its input', () => {
  const { definition, problems } = load(
    'with: { a: "x ${secret:TOKEN}" }\n        config_key: s',
    'config: { s: { b: ["${secret:TOKEN}", "$${secret:OTHER}"] } }',
  );
  expect(problems).toEqual([]);
  expect(definition!.phases[0]!.agents[0]!.secrets).toEqual(['TOKEN']);
});
