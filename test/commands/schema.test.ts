import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workflowJsonSchema } from '../../src/editor/workflow-json-schema.ts';
import { cli } from './cli.ts';

const expected = JSON.parse(JSON.stringify(workflowJsonSchema())) as object;

test('the JSON Schema is printed, with and without --json', async () => {
  for (const args of [['schema'], ['schema', '--json']]) {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(expected);
  }
});

test('-o writes it to a file, and says so if that cannot be', async () => {
  const { code, stdout, folder } = await cli(['schema', '-o', 'workflow.schema.json']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(JSON.parse(readFileSync(join(folder, 'workflow.schema.json'), 'utf8'))).toEqual(expected);

  const failed = await cli(['schema', '-o', 'nowhere/workflow.schema.json']);
  expect(failed.code).toBe(2);
  expect(failed.stderr).toContain('nowhere/workflow.schema.json cannot be written');
});

test('the package ships it', () => {
  const file = join(import.meta.dirname, '..', '..', 'dist', 'workflow.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(expected);
});
