import envPaths from 'env-paths';
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import { DevServerError } from './dev-server-error.ts';
import { installTemporal, installedTemporal } from './install-temporal.ts';
import { isNewEnough, OLDEST_CLI, parseTemporalVersion, TEMPORAL_VERSION } from './temporal-version.ts';

export interface FindOptions {
  /** Where what was downloaded or built is kept: a folder of the user, outside of every project. */
  readonly cache?: string | undefined;
  /** Where releases are, for a mirror. */
  readonly releases?: string | undefined;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const RELEASES = 'https://github.com/temporalio/cli/releases/download';

/** The `temporal` program: on PATH if new enough, else in our cache, else downloaded, else built. */
export async function findTemporal(options: FindOptions): Promise<string> {
  const { cache = defaultCache(), releases = RELEASES } = options;
  const found = await lookForTemporal(cache);
  if ('binary' in found) return found.binary;
  const { tried } = found;
  const installed = installedTemporal(cache);
  const binary = await installTemporal({ ...options, cache, releases, tried, isThere: () => isExecutable(installed) });
  if (binary !== undefined) return binary;
  throw new DevServerError({
    code: 'TEMPORAL_NOT_FOUND',
    what: `there is no Temporal server on this machine, and none could be had. Tried:\n${tried.map((one) => `  - ${one}`).join('\n')}`,
    place: cache,
    remedy:
      'One of these helps: set TEMPORAL_ADDRESS to a server that runs; ' +
      `install the Temporal CLI, ${OLDEST_CLI} or newer, so that \`temporal\` is on PATH; ` +
      `let this machine download ${releases}/v${TEMPORAL_VERSION}; install Go, 1.21 or newer, to build it.`,
  });
}

/** What is there already; else where it was looked for. */
export async function lookForTemporal(cache = defaultCache()): Promise<{ binary: string } | { tried: string[] }> {
  const onPath = await versionOnPath();
  if (onPath === 'new enough') return { binary: 'temporal' };
  const installed = installedTemporal(cache);
  if (isExecutable(installed)) return { binary: installed };
  return { tried: [`PATH: ${onPath}`, `${installed}: not there yet`] };
}

const defaultCache = (): string => envPaths('orchestrator', { suffix: '' }).cache;

async function versionOnPath(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('temporal', ['--version'], { timeout: 10_000 });
    const version = parseTemporalVersion(stdout);
    if (version === undefined) return `temporal does not say its version: ${stdout.trim().slice(0, 200)}`;
    return isNewEnough(version) ? 'new enough' : `temporal is ${version.cli}, older than ${OLDEST_CLI}`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'no temporal' : `temporal does not run: ${message.trim()}`;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
