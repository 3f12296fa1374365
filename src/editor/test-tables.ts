import { stringify } from 'yaml';
import type { z } from 'zod';
import { agent, error, expectation, handler, item, phase, runError } from '../testing/schema/expectation.ts';
import { fails, mock } from '../testing/schema/mock.ts';
import { decision, reused, testCase, testFileSchema } from '../testing/schema/test-file.ts';
import { metaOf } from './meta-of.ts';

/** The mappings of a `*.test.yaml`, by the names that the page has for them. */
export const TEST_MAPPINGS: Readonly<Record<string, z.ZodObject>> = {
  file: testFileSchema,
  case: testCase,
  mock,
  fails,
  decision,
  reused,
  expectation,
  phase,
  handler,
  agent,
  item,
  error,
  'run error': runError,
};

/** The page with the keys of test files as their schemas have them, between its marks for these. */
export function withTestTables(page: string): string {
  return page.replace(/(<!-- keys of ([\w ]+) -->\n)[^]*?(<!-- end of keys -->)/g, (_, start, name, end) => {
    const schema = TEST_MAPPINGS[String(name)];
    if (schema === undefined) throw new Error(`there are no keys of ${String(name)}`);
    return `${String(start)}\n${table(schema)}\n\n${String(end)}`;
  });
}

function table({ shape }: z.ZodObject): string {
  const rows = Object.entries(shape).map(([key, schema]) => {
    const { description = '', examples, default: standard } = metaOf(schema);
    const isRequired = (schema as z.core.$ZodTypes)._zod.def.type !== 'optional';
    const otherwise = isRequired ? '**required**' : standard === undefined ? '' : code(standard);
    const [example] = Array.isArray(examples) ? (examples as unknown[]) : [];
    const cells = [`\`${key}\``, otherwise, description, example === undefined ? '' : code(example)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| key | default | | example |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

const code = (value: unknown): string =>
  `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim()}\``;
