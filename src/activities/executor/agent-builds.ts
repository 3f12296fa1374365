import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AgentFailure } from './agent-failure.ts';
import { buildAgent } from './build-agent.ts';
import { buildFolders } from './build-folders.ts';
import { type FileState, isUnchanged, stateOf } from './file-state.ts';

/**
 * Gives the URL to import an agent's file by. JavaScript is imported as it is; TypeScript is built first, since Node 20 runs none
 * and a loader in each child costs it 100 ms and 8 MB or more. A file that was not changed costs a `stat` of each of its sources.
 * The URL changes with the content, so that a process which has imported an older version imports the new one too.
 */
export function createAgentBuilds(root: string): (file: string) => Promise<string> {
  const builds = new Map<string, Build>();
  const running = new Map<string, Promise<Build>>();

  const build = async (file: string): Promise<Build> => {
    const known = builds.get(file) ?? (await readBuild(root, file));
    const current = known !== undefined && (await isCurrent(known)) ? known : await makeBuild(root, file);
    builds.set(file, current);
    return current;
  };
  return async (file) => {
    if (!/\.m?ts$/.test(file)) return asItIs(file);
    let shared = running.get(file);
    if (shared === undefined) {
      shared = build(file).finally(() => running.delete(file));
      running.set(file, shared);
    }
    return pathToFileURL((await shared).output).href;
  };
}

interface Build {
  readonly output: string;
  readonly inputs: readonly FileState[];
}

async function asItIs(file: string): Promise<string> {
  const { mtimeMs, size } = await stat(file);
  // Its own imports are not looked at: they are read again by a new process only.
  return `${pathToFileURL(file).href}?v=${mtimeMs.toString(36)}-${size.toString(36)}`;
}

async function isCurrent(build: Build): Promise<boolean> {
  const unchanged = await Promise.all([exists(build.output), ...build.inputs.map((input) => isUnchanged(input))]);
  return unchanged.every(Boolean);
}

async function makeBuild(root: string, file: string): Promise<Build> {
  const startedAt = Date.now();
  const { code, sources } = await buildAgent(root, file);
  const inputs = await Promise.all(sources.map((source) => stateOf(source, startedAt)));
  const name = `${path.parse(file).name}-${hash(code)}.mjs`;
  let problem: unknown;
  for (const folder of buildFolders(root, file)) {
    try {
      await mkdir(folder, { recursive: true });
      const build = { output: path.join(folder, name), inputs };
      await writeWhole(build.output, code);
      await writeWhole(path.join(folder, recordName(file)), JSON.stringify(build));
      return build;
    } catch (error) {
      problem ??= error;
    }
  }
  const message = `the built ${path.relative(root, file)} cannot be written (${String(problem)}): make the folder writable, or build agents to .js`;
  throw new AgentFailure('agent-load-failed', message, { retryable: false });
}

/** What an earlier worker has built. */
async function readBuild(root: string, file: string): Promise<Build | undefined> {
  for (const folder of buildFolders(root, file)) {
    try {
      const build = JSON.parse(await readFile(path.join(folder, recordName(file)), 'utf8')) as Build;
      // The record may have been copied with its folder: what is imported is never elsewhere.
      if (path.dirname(build.output) === folder && Array.isArray(build.inputs)) return build;
    } catch {
      // There is none, or none that can be read: it is built again.
    }
  }
  return undefined;
}

/** Named by the file, and by the way it is built: a change of `buildAgent` must change `BUILD`. */
function recordName(file: string): string {
  return `${path.parse(file).name}-${hash(`${BUILD}:${file}`)}.json`;
}

const BUILD = 4;

/** Another worker may read it, or write the same, at this moment. */
async function writeWhole(file: string, text: string): Promise<void> {
  const part = `${file}.${randomUUID()}`;
  await writeFile(part, text);
  await rename(part, file);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
