import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Json } from '../../definition/json.ts';
import { formatEntry, parseEntry } from './cache-entry.ts';
import { sweepCache } from './sweep-cache.ts';

/** Outputs of agents that said by which key they may be used again, as JSON text. What goes wrong with it costs a run, not a failure. */
export interface OutputCache {
  /** What was stored for the key, unless that is longer ago than `ttl` milliseconds. */
  read(key: readonly Json[], ttl: number | undefined): Promise<string | undefined>;
  store(key: readonly Json[], output: string, ttl: number | undefined): Promise<void>;
  /** Removes what is not used any more, if that was not done in the last hour. */
  sweep(): Promise<void>;
}

/** Keeps outputs in files of a folder, which several workers may share. `onProblem` is told, in words, what could not be done. */
export function createOutputCache(
  folder: string,
  onProblem: (problem: string) => void,
  now: () => number = Date.now,
): OutputCache {
  const fileOf = (key: readonly Json[]) => path.join(folder, `${hash(JSON.stringify(key))}.json`);
  let sweptAt = -Infinity;

  return {
    async read(key, ttl) {
      const file = fileOf(key);
      const entry = parseEntry(await readFile(file, 'utf8').catch(() => ''));
      if (entry === undefined) return undefined;
      const age = now() - entry.storedAt;
      // One from the future was stored by a clock that was wrong.
      if (age < 0 || (ttl !== undefined && age >= ttl)) {
        await rm(file, { force: true }).catch(() => {});
        return undefined;
      }
      const seconds = now() / 1000;
      // What is in use stays, however old it is.
      await utimes(file, seconds, seconds).catch(() => {});
      return entry.output;
    },
    async store(key, output, ttl) {
      const file = fileOf(key);
      const part = `${file}.${randomUUID()}.part`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // Whole or not at all: another agent, or another worker, may read it at this moment.
        await writeFile(part, formatEntry({ storedAt: now(), ttl, output }), { mode: 0o600 });
        await rename(part, file);
      } catch (error) {
        await rm(part, { force: true }).catch(() => {});
        onProblem(`an output could not be kept in the cache ${folder}: ${(error as Error).message}`);
      }
    },
    async sweep() {
      if (now() - sweptAt < BETWEEN_SWEEPS) return;
      sweptAt = now();
      await sweepCache(folder, sweptAt).catch((error: Error) =>
        onProblem(`the cache ${folder} could not be cleared of old outputs: ${error.message}`),
      );
    },
  };
}

const BETWEEN_SWEEPS = 3_600_000;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
