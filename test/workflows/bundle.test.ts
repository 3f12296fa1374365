import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const bundle = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'workflow-bundle.js'), 'utf8');
/** The files that webpack put in, by the headers that it writes. */
const modules = [...bundle.matchAll(/^\/\*\*\*\/ "(\.\/[^"]+)"/gm)].map(([, name]) => name!);

test('the workflow code is bundled with the Temporal SDK, what expressions need, and nothing that would slow down its start', () => {
  expect(modules.some((name) => name.includes('dist/workflows/scheduler.js'))).toBe(true);
  const packages = new Set(modules.flatMap((name) => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/.exec(name)?.[1] ?? []));
  const ofSdk = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];
  const ofExpressions = ['@marcbachmann/cel-js', 're2js'];
  expect([...packages].sort()).toEqual([...ofSdk, ...ofExpressions].sort());
  const code = bundle.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  expect(code.length).toBeLessThan(1_300_000);
});

test('of this project it holds the workflows, plain data of the definition and how failures are encrypted, nothing else', () => {
  const ours = modules.filter((name) => name.startsWith('./dist/')).map((name) => name.slice('./dist/'.length));
  expect(new Set(ours.map((name) => name.split('/')[0]))).toEqual(new Set(['definition', 'encryption', 'workflows']));
  const ofEncryption = ours.filter((name) => name.startsWith('encryption/'));
  expect(ofEncryption).toEqual(['encryption/bundled-failure-converter.js']);
});
