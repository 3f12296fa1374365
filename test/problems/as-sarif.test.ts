import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemCodes } from '../../src/definition/problem.ts';
import { asSarif } from '../../src/problems/as-sarif.ts';
import { aProblem } from './a-problem.ts';

const folder = '/project';
const sarif = (...problems: ReturnType<typeof aProblem>[]) => asSarif(problems, { version: '1.2.3', folder });

/** The standard's own schema. It is of draft 4, which differs in what names a schema, and in nothing else that it uses. */
function official() {
  const file = join(import.meta.dirname, 'sarif', 'sarif-2.1.0-rtm.5.schema.json');
  const { id: _id, $schema: _schema, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  const ajv = new Ajv({ allErrors: true, strictTypes: false, unicodeRegExp: false });
  // The help is in the project's own pages, which have no address of their own: a reference is all there is.
  ajv.addFormat('uri', (text) => URL.canParse(text) || /^docs\/errors\.md#[\w-]+$/.test(text));
  ajv.addFormat('uri-reference', (text) => URL.canParse(text, 'file:///') && !/[\s\\]/.test(text));
  ajv.addFormat('date-time', (text) => !Number.isNaN(Date.parse(text)));
  return ajv.compile(schema);
}

test('the log is what the standard asks for', () => {
  const validate = official();
  const everyCode = problemCodes.map((code, index) =>
    aProblem({
      code,
      severity: index % 2 === 0 ? 'error' : 'warning',
      ...(index % 3 === 0 ? { hint: null, path: '' } : {}),
    }),
  );
  for (const problems of [[], everyCode, [aProblem({ file: 'a b/ü%#?.yaml' })]]) {
    validate(JSON.parse(JSON.stringify(sarif(...problems))));
    expect(validate.errors).toBeNull();
  }
  expect(validate({ ...sarif(), version: '3' })).toBe(false);
});

test('a result names its rule, its place and what to do', () => {
  const { results, tool } = sarif(aProblem()).runs[0]!;
  expect(results).toEqual([
    {
      ruleId: 'unknown-phase',
      ruleIndex: problemCodes.indexOf('unknown-phase'),
      level: 'error',
      message: { text: 'depends_on refers to "aa"; did you mean "a"? The phases are: a, b.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'config/w.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 5, startColumn: 18 },
          },
          logicalLocations: [{ fullyQualifiedName: 'phases[1].depends_on[0]' }],
        },
      ],
    },
  ]);
  expect(tool.driver.rules[results[0]!.ruleIndex]).toMatchObject({
    id: 'unknown-phase',
    helpUri: 'docs/errors.md#unknown-phase',
  });
});

test('files are named relative to the folder, as a URI', () => {
  const uriOf = (file: string) =>
    sarif(aProblem({ file })).runs[0]!.results[0]!.locations[0]!.physicalLocation.artifactLocation.uri;
  expect(uriOf('/project/config/w.yaml')).toBe('config/w.yaml');
  expect(uriOf('./a b/ü#1.yaml')).toBe('a%20b/%C3%BC%231.yaml');
  expect(uriOf('../w.yaml')).toBe('../w.yaml');
});
