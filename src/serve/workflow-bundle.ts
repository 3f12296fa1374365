import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packageRoot = join(import.meta.dirname, '..', '..');
const bundleFile = join(packageRoot, 'dist', 'workflow-bundle.js');
const failureConverterPath = join(packageRoot, 'dist', 'encryption', 'bundled-failure-converter.js');
const hashFile = join(packageRoot, 'dist', 'workflow-bundle.sha256');

/** What workflow code does otherwise than usual, since its worker has keys, traces runs, or is of a version. None of it shows in what a run does. */
export interface BundleSettings {
  /** Messages and stacks of failures become payloads (src/encryption/bundled-failure-converter.ts). */
  readonly encodesFailures?: boolean;
  /** The worker is told of runs that are over (src/workflows/run-end.ts). */
  readonly tellsRunEnds?: boolean;
  /** The worker is of a version (src/workflows/gate.ts). */
  readonly isVersioned?: boolean;
}

/** The workflow code as one file, made when the package is built: bundling it at every start would cost seconds. */
export function workflowBundle({
  encodesFailures = false,
  tellsRunEnds = false,
  isVersioned = false,
}: BundleSettings): { readonly codePath: string } | { readonly code: string } {
  if (!existsSync(bundleFile)) throw new Error(`${bundleFile} is missing: run \`npm run build\``);
  const settings =
    (encodesFailures ? 'globalThis.orchestratorEncodesFailures = true;' : '') +
    (tellsRunEnds ? 'globalThis.orchestratorTellsRunEnds = true;' : '') +
    (isVersioned ? 'globalThis.orchestratorIsVersioned = true;' : '');
  if (!settings) return { codePath: bundleFile };
  // On the first line, so that the source map stays right.
  return { code: settings + readFileSync(bundleFile, 'utf8') };
}

/** Bundles the compiled workflow code, unless that was done for the same code and the same SDK before. */
export async function buildWorkflowBundle(): Promise<void> {
  const hash = hashOfSources();
  if (existsSync(bundleFile) && existsSync(hashFile) && readFileSync(hashFile, 'utf8') === hash) return;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(packageRoot, 'dist', 'workflows', 'index.js'),
    failureConverterPath,
    logger: new DefaultLogger('WARN'),
    webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-source-map' }),
  });
  const partial = `${bundleFile}.${process.pid}`;
  writeFileSync(partial, code);
  renameSync(partial, bundleFile);
  writeFileSync(hashFile, hash);
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  // What is bundled along: the SDK, which refuses a bundle that another version of it has made, and what evaluates expressions.
  const { dependencies } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    dependencies: object;
  };
  hash.update(JSON.stringify(dependencies)).update(readFileSync(failureConverterPath));
  for (const folder of ['workflows', 'definition']) {
    const path = join(packageRoot, 'dist', folder);
    for (const file of readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()) {
      if (file.endsWith('.js')) hash.update(file).update(readFileSync(join(path, file)));
    }
  }
  return hash.digest('hex');
}
