import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadDefinition } from '../../src/definition/load.ts';
import { checkDefinition } from '../../src/doctor/check-definition.ts';
import { checkDisk } from '../../src/doctor/check-disk.ts';
import { checkEncryption } from '../../src/doctor/check-encryption.ts';
import { checkMetricsPort } from '../../src/doctor/check-metrics-port.ts';
import { checkNode } from '../../src/doctor/check-node.ts';
import { checkPackage } from '../../src/doctor/check-package.ts';
import { checkPayloadStore } from '../../src/doctor/check-payload-store.ts';
import { checkPython } from '../../src/doctor/check-python.ts';
import { checkTemporal } from '../../src/doctor/check-temporal.ts';
import { findingsText } from '../../src/doctor/findings-text.ts';
import { styleOf } from '../../src/follow/style.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'orchestrator-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

test('a Node that is too old fails', () => {
  expect(checkNode('20.18.0')).toMatchObject([
    { level: 'fail', message: expect.stringContaining('>=20.19.0 is needed') },
  ]);
  expect(checkNode('22.1.0')).toMatchObject([{ level: 'ok' }]);
});

test('sources that are newer than what was built of them are told of; a missing bundle fails', () => {
  const folder = folderWith({
    'package.json': '{ "version": "1.0.0" }',
    'dist/.tsbuildinfo': '',
    'dist/workflow-bundle.js': '',
    'src/a.ts': '',
  });
  utimesSync(join(folder, 'src/a.ts'), 1, 1);
  expect(checkPackage(folder)).toMatchObject([{ level: 'ok', message: expect.stringContaining('orchestrator 1.0.0') }]);
  const later = Date.now() / 1000 + 60;
  utimesSync(join(folder, 'src/a.ts'), later, later);
  expect(checkPackage(folder)).toMatchObject([
    { level: 'warn', message: expect.stringContaining('src/a.ts is newer') },
  ]);
  rmSync(join(folder, 'dist/workflow-bundle.js'));
  expect(checkPackage(folder)).toMatchObject([{ level: 'fail' }]);
});

describe('a definition', () => {
  const check = (file: string, folder: string) =>
    checkDefinition(loadDefinition(file, { environment: {} }), file, folder);

  test('that is right is well, and so are its agents', () => {
    const folder = folderWith({
      'w.yaml': 'phases: [{ name: a, agents: [{ module: agents.m, class: A }] }]',
      'agents/m.mjs': 'export class A { run() {} }',
    });
    expect(check(join(folder, 'w.yaml'), folder)).toMatchObject([{ level: 'ok' }, { check: 'agents', level: 'ok' }]);
  });

  test('whose agents are not there is warned of', () => {
    const folder = folderWith({ 'w.yaml': 'phases: [{ name: a, agents: [{ module: m, class: A }] }]' });
    expect(check(join(folder, 'w.yaml'), folder)[1]).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('"m"'),
    });
  });

  test('that is wrong fails with its first problem', () => {
    const folder = folderWith({ 'w.yaml': 'phases: [{ name: a, agents: 3 }]\nnonsense: 1\n' });
    expect(check(join(folder, 'w.yaml'), folder)).toMatchObject([
      {
        level: 'fail',
        message: expect.stringMatching(/\(and 1 more\)$/),
        remedy: expect.stringContaining('validate -f'),
      },
    ]);
  });

  test('that is not there fails, unless nobody has named it', () => {
    expect(check('/nowhere/w.yaml', '/nowhere')).toMatchObject([{ level: 'fail' }]);
    const cwd = process.cwd();
    process.chdir(folderWith({}));
    onTestFinished(() => process.chdir(cwd));
    expect(check('config/workflow.yaml', '.')).toMatchObject([
      { level: 'warn', remedy: expect.stringContaining('orchestrator init') },
    ]);
  });
});

test('a disk is well, low or full', () => {
  expect([50_000, 500, 5].map((free) => checkDisk('/x', free)[0]!.level)).toEqual(['ok', 'warn', 'fail']);
});

test('a port is free, a worker’s, or taken', async () => {
  let answer = 'ok\n';
  const server = createServer((_request, response) => response.end(answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  expect(await checkMetricsPort(port)).toMatchObject([{ level: 'ok', message: expect.stringContaining('a worker') }]);
  answer = 'something else';
  expect(await checkMetricsPort(port)).toMatchObject([
    { level: 'warn', remedy: expect.stringContaining('--metrics-port') },
  ]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await checkMetricsPort(port)).toMatchObject([{ level: 'ok', message: `${port} is free` }]);
});

describe('a payload store', () => {
  const target = { address: '127.0.0.1:7233', namespace: 'default', options: {} };

  test('in a folder that is not there yet is well where it can be made', async () => {
    const root = folderWith({});
    expect(await checkPayloadStore(target, { root })).toMatchObject([
      { level: 'ok', message: `file:${join(root, '.orchestrator', 'payloads')}` },
    ]);
  });

  test('below something that is no folder fails', async () => {
    const root = folderWith({ 'a-file': '' });
    const payloadStore = `file:${join(root, 'a-file', 'payloads')}`;
    expect(await checkPayloadStore(target, { root, payloadStore })).toMatchObject([{ level: 'fail' }]);
  });

  test('is none where Temporal is on another machine', async () => {
    const away = { ...target, address: 'temporal.example:7233' };
    expect(await checkPayloadStore(away, { root: '.' })).toMatchObject([{ message: expect.stringMatching(/^none/) }]);
  });
});

test('a server that does not answer fails where it is configured; else a start brings one along', async () => {
  const target = { address: '127.0.0.1:9', namespace: 'default', options: {} };
  const check = (isConfigured: boolean) => checkTemporal({ target, isConfigured, taskQueue: 'q', python: false });
  const [configured, own] = await Promise.all([check(true), check(false)]);
  expect(configured).toMatchObject([{ level: 'fail', remedy: expect.stringContaining('TEMPORAL_ADDRESS') }]);
  expect(own).toMatchObject([{ level: 'warn', remedy: expect.stringContaining('orchestrator dev') }]);
});

test('a Python that is not there fails', async () => {
  expect(await checkPython({ root: '.', pythonBin: '/nowhere/python' })).toMatchObject([
    {
      level: 'fail',
      message: expect.stringContaining('/nowhere/python'),
      remedy: expect.stringContaining('Install Python'),
    },
  ]);
});

test('keys that payloads are encrypted with are read where there are any', () => {
  const key = `k1=${Buffer.alloc(32, 7).toString('base64')}`;
  expect(checkEncryption(undefined, undefined)).toEqual([]);
  expect(checkEncryption(undefined, key)).toMatchObject([{ level: 'ok', message: expect.stringContaining('one key') }]);
  expect(checkEncryption(undefined, 'k1=short')).toMatchObject([{ level: 'fail' }]);
});

test('each finding is a line, with its remedy below', () => {
  const style = styleOf({}, { LANG: 'C' });
  const text = findingsText(
    [
      { check: 'node', level: 'ok', message: 'Node 20', remedy: null },
      { check: 'a disk', level: 'fail', message: 'full', remedy: 'Make room.' },
    ],
    style,
  );
  expect(text).toBe('+ node    Node 20\nx a disk  full\n          Make room.\n');
});
