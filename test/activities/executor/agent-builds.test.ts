import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAgentBuilds } from '../../../src/activities/executor/agent-builds.ts';
import { createProcessExecutor } from '../../../src/activities/executor/process-executor.ts';
import { aCall, aHost } from './a-call.ts';

let root: string;
let clock = Date.now() / 1000 - 1000;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'builds-')));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Each write has a time of its own, in the past, as files have that were not written just now. */
function write(file: string, text: string): string {
  const place = path.join(root, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
  clock += 1;
  utimesSync(place, clock, clock);
  return place;
}

const saying = (text: string) => `export class SayAgent { run(): string { return '${text}'; } }`;
const built = (url: string) => readFileSync(fileURLToPath(url), 'utf8');

describe('the URL to import an agent by', () => {
  test('is the same while no source changes, and another when one that it imports does', async () => {
    const urlOf = createAgentBuilds(root);
    write('words.ts', "export const word: string = 'one';");
    const agent = write(
      'say.ts',
      "import { word } from './words.ts'; export class SayAgent { run() { return word; } }",
    );
    const first = await urlOf(agent);
    expect(await urlOf(agent)).toBe(first);
    write('words.ts', "export const word: string = 'two';");
    const second = await urlOf(agent);
    expect(second).not.toBe(first);
    expect(built(second)).toContain('two');
  });

  test('is the same for sources that were written again with the same content', async () => {
    const urlOf = createAgentBuilds(root);
    const first = await urlOf(write('say.ts', saying('one')));
    expect(await urlOf(write('say.ts', saying('one')))).toBe(first);
  });

  test('is one for all that ask at the same time, and for the next worker, which builds nothing', async () => {
    const agent = write('say.ts', saying('one'));
    const urlOf = createAgentBuilds(root);
    const urls = await Promise.all([urlOf(agent), urlOf(agent), urlOf(agent)]);
    expect(new Set(urls).size).toBe(1);
    writeFileSync(fileURLToPath(urls[0]!), '// as it was left');
    expect(built(await createAgentBuilds(root)(agent))).toBe('// as it was left');
  });

  test('is built again when the built file is gone', async () => {
    const urlOf = createAgentBuilds(root);
    const agent = write('say.ts', saying('one'));
    rmSync(path.dirname(fileURLToPath(await urlOf(agent))), { recursive: true });
    expect(built(await urlOf(agent))).toContain('one');
  });

  test('lies below the node_modules that the agent would find its packages in, else in the root', async () => {
    const urlOf = createAgentBuilds(root);
    const plain = fileURLToPath(await urlOf(write('say.ts', saying('one'))));
    expect(path.relative(root, path.dirname(plain))).toBe('.orchestrator/agents');
    mkdirSync(path.join(root, 'packages/a/node_modules'), { recursive: true });
    const inPackage = fileURLToPath(await urlOf(write('packages/a/say.ts', saying('two'))));
    expect(path.relative(root, path.dirname(inPackage))).toBe('packages/a/node_modules/.cache/orchestrator/agents');
    expect(readdirSync(path.dirname(inPackage)).every((name) => /\.(mjs|json)$/.test(name))).toBe(true);
  });

  test('is that of JavaScript as it is, and changes when it does', async () => {
    const urlOf = createAgentBuilds(root);
    const agent = write('say.mjs', 'export class SayAgent { run() { return 1; } }');
    const first = await urlOf(agent);
    expect(fileURLToPath(first.replace(/\?.*/, ''))).toBe(agent);
    write('say.mjs', 'export class SayAgent { run() { return 22; } }');
    expect(await urlOf(agent)).not.toBe(first);
  });

  test('leads to a file in which each source knows its own place', async () => {
    const where = '[import.meta.url, import.meta.dirname, import.meta.filename]';
    const shared = write('shared/place.ts', `export const shared: string[] = ${where};`);
    const agent = write(
      'say.ts',
      `import { shared } from './shared/place.ts'; export const places = [${where}, shared];`,
    );
    const { places } = (await import(/* @vite-ignore */ await createAgentBuilds(root)(agent))) as { places: unknown };
    const place = (file: string) => [pathToFileURL(file).href, path.dirname(file), file];
    expect(places).toEqual([place(agent), place(shared)]);
  });

  test('leads to a file in which CommonJS knows its place, and requires what it needs', async () => {
    write('shared/deep.cjs', 'exports.name = __filename;');
    const shared = write(
      'shared/old.cjs',
      "const { sep } = require('node:path'); module.exports = { sep, folder: __dirname, deep: require('./deep.cjs').name };",
    );
    const agent = write(
      'say.ts',
      [
        '#!/usr/bin/env node',
        "import { createRequire } from 'node:module'; import path from 'node:path'; import { fileURLToPath } from 'node:url';",
        "import old from './shared/old.cjs';",
        'const require = createRequire(import.meta.url);',
        'const __dirname: string = path.dirname(fileURLToPath(import.meta.url));',
        "export const known = [old, __dirname, require('node:path').sep];",
      ].join('\n'),
    );
    const { known } = (await import(/* @vite-ignore */ await createAgentBuilds(root)(agent))) as { known: unknown };
    const folder = path.dirname(shared);
    expect(known).toEqual([{ sep: '/', folder, deep: path.join(folder, 'deep.cjs') }, root, '/']);
  });

  test('is refused for what does not build, with each place', async () => {
    const agent = write('agents/say.ts', 'export class SayAgent {\n  run( {}\n}');
    await expect(createAgentBuilds(root)(agent)).rejects.toMatchObject({
      type: 'agent-load-failed',
      retryable: false,
      message: expect.stringMatching(/^agents\/say\.ts does not build: agents\/say\.ts:\d+:\d+: Expected/) as unknown,
    });
  });
});

test('an agent may extend Agent where the package is not installed', async () => {
  const text =
    "import { Agent } from 'orchestrator/agent'; export class SayAgent extends Agent { async run() { return Agent.name; } }";
  write('say.ts', text);
  const executor = createProcessExecutor({ root, env: process.env, maxProcesses: 1 });
  expect(await executor.execute(aCall('say', 'SayAgent'), aHost().host)).toBe('"Agent"');
  await executor.close();
});

test('an agent that is changed between two attempts is the new one in the second, in the same process', async () => {
  const executor = createProcessExecutor({ root, env: process.env, maxProcesses: 1 });
  try {
    for (const [file, module] of [
      ['say.ts', 'say'],
      ['say.mjs', './say.mjs'],
    ] as const) {
      for (const text of ['one', 'twenty']) {
        write(file, saying(text).replace(': string', file.endsWith('.mjs') ? '' : ': string'));
        expect(await executor.execute(aCall(module, 'SayAgent'), aHost().host)).toBe(`"${text}"`);
      }
    }
  } finally {
    await executor.close();
  }
});
