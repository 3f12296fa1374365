import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findModule } from '../../../src/activities/executor/find-module.ts';

function aRoot(...files: string[]): string {
  const root = mkdtempSync(path.join(tmpdir(), 'agents-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), '');
  }
  return root;
}

test.each(['command', 'http', 'wait'])('builtin.%s is a file of this package, in any root', (name) => {
  const search = findModule(aRoot(`builtin/${name}.js`), `builtin.${name}`);
  expect(search).toEqual({ file: expect.stringMatching(`dist/agents/builtin/${name}-agent.js$`) as unknown });
  expect('file' in search && existsSync(search.file)).toBe(true);
});

test('another name is refused, with those that there are, also where the user has such a file', () => {
  expect(findModule(aRoot('builtin/comand.js'), 'builtin.comand')).toEqual({
    problem: expect.stringContaining('only builtin.command, builtin.http, builtin.wait') as unknown,
    nearest: ['builtin.command'],
  });
});

test.each(['builtin.__proto__', 'builtin.command.js', 'builtin.', 'builtin.../wait', 'builtin.constructor'])(
  '%s is refused',
  (module) => expect(findModule(aRoot(), module)).toHaveProperty('problem'),
);

test('a folder of the user that is called builtin is reached by a path', () => {
  const root = aRoot('builtin/mine.js', 'builtin/command.js');
  expect(findModule(root, './builtin/mine')).toEqual({ file: path.join(root, 'builtin/mine.js') });
  expect(findModule(root, 'builtin/command')).toEqual({ file: path.join(root, 'builtin/command.js') });
});
