import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildTemporal } from './build-temporal.ts';
import { downloadTemporal } from './download-temporal.ts';
import { paced } from './paced.ts';
import { TEMPORAL_VERSION } from './temporal-version.ts';
import { withLock } from './with-lock.ts';

export interface InstallOptions {
  readonly cache: string;
  readonly releases: string;
  readonly isThere: () => boolean;
  /** Each way that failed adds its reason. */
  readonly tried: string[];
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export function installedTemporal(cache: string): string {
  return path.join(cache, `temporal-${TEMPORAL_VERSION}-${process.platform}-${process.arch}`);
}

/**
 * Downloads or builds the binary into the cache, once, however many starts want it at the same time. It is made in a folder
 * of its own and renamed, so what is there is always whole. Returns undefined when every way failed.
 */
export async function installTemporal(options: InstallOptions): Promise<string | undefined> {
  const { cache, isThere, onProgress, signal, tried } = options;
  const target = installedTemporal(cache);
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    tried.push(`cache folder: ${(error as Error).message}`);
    return undefined;
  }
  const say = paced(onProgress);
  const waiting = () => say(() => `waiting for another start that fetches Temporal ${TEMPORAL_VERSION}`);
  return withLock(target, { waiting, signal }, async () => {
    if (isThere()) return target;
    sweep(cache);
    const into = path.join(cache, `${PART}${process.pid}`);
    mkdirSync(into, { recursive: true });
    try {
      for (const [way, make] of Object.entries({ download: downloadTemporal, 'go build': buildTemporal })) {
        try {
          renameSync(await make({ ...options, into }), target);
          return target;
        } catch (error) {
          signal?.throwIfAborted();
          tried.push(`${way}: ${(error as Error).message}`);
        }
      }
      return undefined;
    } finally {
      rmSync(into, { recursive: true, force: true });
    }
  });
}

const PART = 'part-';

/** What a killed start left half-made. The process that makes a part is in its name. */
function sweep(cache: string): void {
  for (const name of readdirSync(cache)) {
    if (name.startsWith(PART) && !isAlive(Number(name.slice(PART.length)))) {
      rmSync(path.join(cache, name), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
