import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findModule, type ModuleNotFound } from '../../../src/activities/executor/find-module.ts';

let outside: string;
let root: string;

beforeAll(() => {
  outside = realpathSync(mkdtempSync(path.join(tmpdir(), 'agents-')));
  root = path.join(outside, 'root');
  const write = (file: string) => {
    mkdirSync(path.dirname(path.join(outside, file)), { recursive: true });
    writeFileSync(path.join(outside, file), '');
  };
  for (const file of [
    'secret.ts',
    'root/agents/data_collection/image-refresh.ts',
    'root/agents/data-collection/traffic.mjs',
    'root/agents/both.js',
    'root/agents/both.ts',
    'root/agents/snake_case.ts',
    'root/agents/Upper.ts',
    'root/agents/a.b.ts',
    'root/agents/notes.txt',
    'root/agents/types.d.ts',
    'root/agents/.hidden.ts',
    'root/agents/__proto__.ts',
    'root/node_modules/pack/index.js',
  ]) {
    write(file);
  }
  mkdirSync(path.join(root, 'agents/folder.ts'));
  symlinkSync(path.join(outside, 'secret.ts'), path.join(root, 'agents/leak.ts'));
  symlinkSync(outside, path.join(root, 'agents/out'));
  symlinkSync(path.join(root, 'agents/both.ts'), path.join(root, 'agents/inner.ts'));
  symlinkSync(path.join(root, 'agents/nowhere.ts'), path.join(root, 'agents/dangling.ts'));
});

afterAll(() => rmSync(outside, { recursive: true }));

describe('a module is found', () => {
  test.each([
    ['agents.data_collection.image_refresh', 'agents/data_collection/image-refresh.ts'],
    ['agents.data_collection.imageRefresh', 'agents/data_collection/image-refresh.ts'],
    ['agents.data_collection.traffic', 'agents/data-collection/traffic.mjs'],
    ['agents.snake_case', 'agents/snake_case.ts'],
    ['agents.both', 'agents/both.ts'],
    ['agents.both.js', 'agents/both.js'],
    ['agents/both', 'agents/both.ts'],
    ['./agents/both.js', 'agents/both.js'],
    ['./agents/a.b', 'agents/a.b.ts'],
    ['agents.Upper', 'agents/Upper.ts'],
    ['agents.inner', 'agents/both.ts'],
  ])('by %s', (module, file) => {
    expect(findModule(root, module)).toEqual({ file: path.join(root, file) });
  });

  test('in a root that is a link itself', () => {
    const link = path.join(outside, 'link');
    symlinkSync(root, link);
    expect(findModule(link, 'agents.both')).toEqual({ file: path.join(root, 'agents/both.ts') });
  });
});

describe('a module is refused', () => {
  test.each([
    '../secret',
    'agents/../../secret',
    './../secret.ts',
    '..secret',
    '.',
    '/etc/passwd',
    'file:///etc/passwd',
    'data:text/javascript,0',
    'node:fs',
    'fs',
    'zod',
    'pack',
    'node_modules/pack/index.js',
    'node_modules.pack.index',
    '@scope/pack',
    'agents/%2e%2e/secret',
    'agents\\both',
    'agents/both\0.ts',
    'agents//both',
    'agents/both/',
    'agents.__proto__',
    'agents/__proto__',
    'constructor',
    'agents.UPPER',
    'agents.upper',
    'agents/snake_Case',
    'agents.leak',
    'agents/out/secret',
    'agents.dangling',
    'agents.folder',
    'agents/notes.txt',
    'agents/types.d.ts',
    'agents/.hidden',
    'agents',
    '',
    'x'.repeat(1000),
  ])('%j', (module) => {
    expect(findModule(root, module)).toHaveProperty('problem');
  });

  test('with what may have been meant, as it was written', () => {
    const nearest = (module: string) => (findModule(root, module) as ModuleNotFound).nearest;
    expect(nearest('agents.data_colection.image_refresh')).toContain('agents.data_collection.image_refresh');
    expect(nearest('./agents/boht.ts')).toEqual(['./agents/both.ts']);
    expect(nearest('agents.upper')).toEqual(['agents.Upper']);
  });

  test('with where it was looked for', () => {
    expect(findModule(root, 'agents.some_agent')).toMatchObject({
      problem:
        'no such module; looked for agents/some_agent.{ts,mts,js,mjs,cjs} and agents/some-agent.{ts,mts,js,mjs,cjs}',
    });
  });
});
