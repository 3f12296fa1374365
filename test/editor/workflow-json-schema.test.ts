import { Ajv } from 'ajv';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../../src/definition/load.ts';
import { mappings } from '../../src/editor/mappings.ts';
import { workflowJsonSchema } from '../../src/editor/workflow-json-schema.ts';

const schema = workflowJsonSchema();
// What is for editors only means nothing to a validator.
const ajv = new Ajv({ strictTypes: false, allowUnionTypes: true, allErrors: true });
for (const keyword of ['markdownDescription', 'patternErrorMessage', 'errorMessage', 'defaultSnippets', 'doNotSuggest'])
  ajv.addKeyword(keyword);
const validate = ajv.compile(schema);

const corpus = join(import.meta.dirname, '..', 'definition');
const files = (kind: string) =>
  readdirSync(join(corpus, kind)).filter((name) => name.endsWith('.yaml') && name !== 'agents.yaml');
const text = (kind: string, name: string) => readFileSync(join(corpus, kind, name), 'utf8');
const read = (yaml: string): unknown =>
  parse(yaml, { merge: true, uniqueKeys: false, logLevel: 'silent', maxAliasCount: -1 });

describe('nothing of the language is left unexplained', () => {
  const keys = mappings().flatMap(({ name, keys }) => keys.map((key) => [`${name}.${key.name}`, key] as const));
  test.each(keys)('%s has a description and an example', (_name, { description, example }) => {
    expect(description?.length).toBeGreaterThan(5);
    expect(example).toBeDefined();
  });

  test('and editors are told: every key has its description, and every example is right', () => {
    let examples = 0;
    const walk = (node: unknown, pointer: string): void => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        const inner = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        if (pointer.endsWith('/properties')) {
          const property = value as {
            description?: string;
            markdownDescription?: string;
            examples?: unknown[];
            default?: unknown;
          };
          expect(property, inner).toHaveProperty('description');
          expect(property.markdownDescription, inner).toContain(property.description);
          for (const example of [...property.examples!, ...('default' in property ? [property.default] : [])]) {
            examples += 1;
            ajv.validate({ $ref: `${schema.$id}#${inner}` }, example);
            expect(ajv.errorsText(), `${inner}: ${JSON.stringify(example)}`).toBe('No errors');
          }
        }
        if (!['examples', 'default', 'defaultSnippets', 'allOf'].includes(key)) walk(value, inner);
      }
    };
    walk(schema, '');
    expect(examples).toBeGreaterThan(70);
  });
});

describe('what the language accepts, the schema accepts', () => {
  test.each(files('right'))('%s', (name) => {
    validate(read(text('right', name)));
    expect(validate.errors).toBeNull();
  });
});

describe('what is wrong with a single value, the schema refuses', () => {
  const codes =
    /error\[(unknown-key|missing-key|wrong-type|wrong-value|bad-name|empty-list|bad-duration|conflicting-keys)\]/;
  // A schema knows neither the environment nor what a default must match, nor what two keys mean together, nor what a parser drops.
  const beyond =
    /variable|default|input|secret|expression|config|never|contradiction|proto|key-is|null-key|merge|missing-agents-null|with-without|for-each/;
  test.each(files('wrong').filter((name) => codes.test(text('wrong', name)) && !beyond.test(name)))('%s', (name) => {
    expect(validate(read(text('wrong', name)))).toBe(false);
  });
});

describe('where a value may be written in several ways, schema and language agree', () => {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-schema-'));
  const isLoaded = (yaml: string): boolean => {
    const file = join(folder, 'workflow.yaml');
    writeFileSync(file, yaml);
    return loadDefinition(file, { environment: {} }).problems.every(({ severity }) => severity !== 'error');
  };
  const top = (keys: string) => `${keys}\nphases:\n  - { name: a, agents: [{ module: m, class: A }] }\n`;
  const phase = (keys: string) => `${top('')}  - name: b\n    agents: [{ module: m, class: B }]\n    ${keys}\n`;
  const retry = (keys: string) => top(`defaults: { retry: { ${keys} } }`);
  test.each([
    [true, 'parallel: true', phase],
    [true, 'parallel: YES', phase],
    [true, 'parallel: off', phase],
    [true, 'parallel: ${P:-true}', phase],
    [true, 'parallel:', phase],
    [false, 'parallel: maybe', phase],
    [false, 'parallel: 1', phase],
    [true, 'max_workers: ${N:-4}', phase],
    [true, 'max_workers:', phase],
    [false, 'max_workers: four', phase],
    [false, 'max_workers: 0', phase],
    [false, 'max_workers: 1.5', phase],
    [true, 'defaults: { isolation: "${I:-inline}" }', top],
    [false, 'defaults: { isolation: "$${I}" }', top],
    [true, 'timeout: 90', top],
    [true, 'timeout: 1h30m', top],
    [true, 'timeout: "1.5"', top],
    [true, 'timeout: ${T:-5m}', top],
    [true, 'timeout: ${T:-5}m', top],
    [false, 'timeout: 5 parsecs', top],
    [false, 'timeout: ""', top],
    [false, 'timeout: 0', top],
    [false, 'timeout: 31536001', top],
    [true, 'retry_delay: 0', retry],
    [true, 'non_retryable: ValidationError', retry],
    [false, 'non_retryable: 4', retry],
    [false, 'max_retry: 4', retry],
    [true, 'depends_on: a', phase],
    [true, 'depends_on: [a]', phase],
    [true, 'depends_on: [{ phase: a, when: failed }]', phase],
    [true, 'depends_on:', phase],
    [false, 'depends_on: [{ phase: a, when: fine }]', phase],
    [false, 'depends_on: [{ when: failed }]', phase],
    [false, 'depends_on: [1]', phase],
    [false, 'workflow: ./a.yaml', phase],
    [true, 'version: 1.5', top],
    [false, 'description: 1', top],
    [true, 'name: ${NAME:-a}_b', top],
    [false, 'name: a b', top],
    [true, 'x-note: { any: [thing] }', phase],
    [false, 'note: 1', phase],
  ])('%s: %s', (right, keys, inPlace) => {
    const yaml = inPlace(keys);
    expect({ schema: validate(read(yaml)), language: isLoaded(yaml) }).toEqual({ schema: right, language: right });
  });
});
