import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PYTHON_FOLDER, pythonEnvironment } from '../../src/python/python-environment.ts';

test("the Python worker's own tests pass", { timeout: 300_000 }, async () => {
  const root = join(import.meta.dirname, '..', '..');
  const env = { ...process.env, PYTHONPATH: PYTHON_FOLDER, PYTHONDONTWRITEBYTECODE: '1' };
  const interpreter = await pythonEnvironment({ root, env: process.env, onProgress: () => {} });
  const args = [
    '-W',
    'error::ResourceWarning',
    '-m',
    'unittest',
    'discover',
    '-s',
    import.meta.dirname,
    '-t',
    import.meta.dirname,
  ];
  const { stderr } = await promisify(execFile)(interpreter, args, { env }).catch(
    (error: Error & { stderr: string }) => {
      throw new Error(error.stderr, { cause: error });
    },
  );
  expect(stderr).toMatch(/^Ran [1-9]\d+ tests[^]*OK\s*$/m);
});
