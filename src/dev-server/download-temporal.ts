import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar';
import { paced } from './paced.ts';
import { TEMPORAL_VERSION } from './temporal-version.ts';

/** A machine without internet must fall through to the next way in seconds, also where packets vanish without an answer. */
const ANSWER_MS = 5000;
const STALL_MS = 15_000;

export interface DownloadOptions {
  readonly into: string;
  readonly releases: string;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Downloads the release for this machine, checks it, and returns the program's path inside `into`. */
export async function downloadTemporal({ into, releases, onProgress, signal }: DownloadOptions): Promise<string> {
  const name = archiveName();
  const base = `${releases}/v${TEMPORAL_VERSION}`;
  const expected = await publishedChecksum(`${base}/checksums.txt`, name, signal);
  const archive = path.join(into, name);
  onProgress(`downloading Temporal ${TEMPORAL_VERSION} from ${base}`);
  const actual = await fetchTo(archive, `${base}/${name}`, onProgress, signal);
  if (expected !== undefined && actual !== expected) {
    throw new Error(`${base}/${name} has the checksum ${actual}, but checksums.txt says ${expected}`);
  }
  await extract({ file: archive, cwd: into, filter: (entry) => path.normalize(entry) === 'temporal' });
  const binary = path.join(into, 'temporal');
  await chmod(binary, 0o755);
  return binary;
}

function archiveName(): string {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  if (arch === undefined) throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  return `temporal_cli_${TEMPORAL_VERSION}_${process.platform}_${arch}.tar.gz`;
}

/** Undefined if the release has no such file. One that is there, but does not name the archive, is no proof: refused. */
async function publishedChecksum(url: string, name: string, signal?: AbortSignal): Promise<string | undefined> {
  const response = await answer(url, signal);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  const line = (await response.text()).split('\n').find((text) => text.trim().endsWith(` ${name}`));
  if (line === undefined) throw new Error(`${url} does not name ${name}`);
  return line.trim().split(/\s+/)[0]?.toLowerCase();
}

/** Returns the SHA-256 of what was written. */
async function fetchTo(file: string, url: string, onProgress: (line: string) => void, signal?: AbortSignal) {
  const stalled = new AbortController();
  const response = await answer(url, AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]));
  if (!response.ok || !response.body) throw new Error(`${url}: HTTP ${response.status}`);
  const total = Number(response.headers.get('content-length'));
  const hash = createHash('sha256');
  const say = paced(onProgress);
  let bytes = 0;
  const stall = () => stalled.abort(new Error(`${url}: nothing came for ${STALL_MS / 1000} s`));
  const timer = setTimeout(stall, STALL_MS);
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      timer.refresh();
      hash.update(chunk);
      bytes += chunk.length;
      say(
        () =>
          `downloading Temporal ${TEMPORAL_VERSION}: ${megabytes(bytes)}${total ? ` of ${megabytes(total)}` : ''} MB`,
      );
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), count, createWriteStream(file));
  } finally {
    clearTimeout(timer);
  }
  return hash.digest('hex');
}

/** The head of the answer, within the time limit. Says the cause, which `fetch` hides behind "fetch failed". */
async function answer(url: string, signal?: AbortSignal): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer in ${ANSWER_MS / 1000} s`)), ANSWER_MS);
  try {
    return await fetch(url, { signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]) });
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`${url}: ${cause instanceof Error ? cause.message : message}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
