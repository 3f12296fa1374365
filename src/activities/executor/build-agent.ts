import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Loader, Plugin } from 'esbuild';
import { AgentFailure } from './agent-failure.ts';
import { compiledFile } from './compiled-file.ts';
import { cutText } from './safe-text.ts';

export interface BuiltCode {
  readonly code: string;
  /** The files it was made of. */
  readonly sources: readonly string[];
}

/** An agent's file and the files it imports as one, in JavaScript. Packages stay imports. */
export async function buildAgent(root: string, file: string): Promise<BuiltCode> {
  // It is loaded by the first agent in TypeScript, and not at all by workers that have none.
  const { build } = await import('esbuild');
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [file],
      absWorkingDir: root,
      bundle: true,
      write: false,
      metafile: true,
      packages: 'external',
      plugins: [ownPackage, agentContract, ownPlace],
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // The name of an error's class is its type, which retry rules name.
      keepNames: true,
      sourcemap: 'inline',
      sourcesContent: false,
      sourceRoot: `${pathToFileURL(root).href}/`,
      outdir: root,
      logLevel: 'silent',
      define: PLACE,
      // What CommonJS among the files requires: without it, esbuild's own throws in an ES module.
      banner: {
        js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(${JSON.stringify(pathToFileURL(file).href)});`,
      },
    });
    const sources = Object.keys(metafile.inputs).map((input) => path.resolve(root, input));
    return { code: outputFiles[0]!.text, sources };
  } catch (error) {
    const message = `${path.relative(root, file)} does not build: ${whatIsWrong(error)}`;
    throw new AgentFailure('agent-load-failed', cutText(message, 2048), { retryable: false });
  }
}

/**
 * An agent may import its own package by name (`orchestrator/agent` in this one). Node finds that from the source, but not from the
 * built file, which lies in `node_modules`; so the import is made to name the file.
 */
const ownPackage: Plugin = {
  name: 'own-package',
  setup(build) {
    build.onResolve({ filter: /^[^./#]/ }, ({ path: specifier, importer, kind }) => {
      if (kind === 'entry-point' || importer === '') return undefined;
      const name = packageName(path.dirname(importer));
      if (name === undefined || (specifier !== name && !specifier.startsWith(`${name}/`))) return undefined;
      try {
        const found = createRequire(importer).resolve(specifier);
        return { path: kind === 'require-call' ? found : pathToFileURL(found).href, external: true };
      } catch {
        return undefined;
      }
    });
  },
};

/**
 * The class that agents may extend comes with every worker: an agent whose project has not installed this package, for it is run
 * from elsewhere, is given the worker's own.
 */
const agentContract: Plugin = {
  name: 'agent-contract',
  setup(build) {
    build.onResolve({ filter: /^orchestrator\/agent$/ }, ({ path: specifier, importer }) => {
      try {
        createRequire(importer).resolve(specifier);
        return undefined;
      } catch {
        // Part of what is built, so that a build does not outlive the worker's place.
        return { path: compiledFile('../../agent.js') };
      }
    });
  },
};

/** By what a file asks where it is, as an ES module or in CommonJS, and the constant that it reads instead. */
const PLACE = {
  'import.meta.url': '__fileUrl',
  'import.meta.dirname': '__fileFolder',
  'import.meta.filename': '__filePath',
  __dirname: '__fileFolder',
  __filename: '__filePath',
} as const;

/** A file that asks where it is (to read what lies beside it) is told its source's place, not that of what was built of it. */
const ownPlace: Plugin = {
  name: 'own-place',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      if (!/\bimport\.meta\.|\b__(?:dir|file)name\b/.test(text)) return undefined;
      const place = { __fileUrl: pathToFileURL(file).href, __fileFolder: path.dirname(file), __filePath: file };
      const constants = Object.entries(place).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
      const loader = path.extname(file).replace(/^\.[cm]?/, '') as Loader;
      // On the first line, so that the lines of a stack stay.
      return { contents: `const ${constants.join(', ')}; ${text.replace(/^#!/, '//')}`, loader };
    });
  },
};

function packageName(directory: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8')) as { name?: string }).name;
  } catch {
    const parent = path.dirname(directory);
    return parent === directory ? undefined : packageName(parent);
  }
}

function whatIsWrong(error: unknown): string {
  const { errors } = error as Partial<BuildFailure>;
  if (!Array.isArray(errors) || errors.length === 0) return String(error);
  const lines = (errors as BuildFailure['errors']).slice(0, 5).map(({ location, text }) => {
    return location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`;
  });
  return lines.join('; ');
}
