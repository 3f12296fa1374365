import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPythonModule } from '../../src/python/find-python-module.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'orchestrator-python-'));
  await mkdir(join(root, 'src', 'pack'), { recursive: true });
  await writeFile(join(root, 'src', 'refresh.py'), '');
  await writeFile(join(root, 'src', 'pack', '__init__.py'), '');
});
afterAll(() => rm(root, { recursive: true }));

test.each([
  ['src.refresh', 'src/refresh.py'],
  ['src.refresh.py', 'src/refresh.py'],
  ['./src/refresh.py', 'src/refresh.py'],
  ['src/refresh', 'src/refresh.py'],
  ['src.pack', 'src/pack/__init__.py'],
])('%s is %s', (module, file) => {
  expect(findPythonModule(root, module)).toEqual({ file: join(root, file) });
});

test.each(['../refresh', '/etc/passwd', 'src..refresh', 'src.__init__', '', 'src/../src/refresh.py'])(
  '%j is no name of a module',
  (module) => {
    expect(findPythonModule(root, module)).toMatchObject({ problem: expect.stringContaining("not a module's name") });
  },
);

test('what is not there is said with what may have been meant', () => {
  expect(findPythonModule(root, 'src.refesh')).toEqual({
    problem: 'no such module; looked for src/refesh.py and src/refesh/__init__.py',
    nearest: ['src.refresh'],
  });
});
