import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { paced } from './paced.ts';
import { endGuarded, spawnGuarded } from './spawn-guarded.ts';
import { TEMPORAL_VERSION } from './temporal-version.ts';

export interface BuildOptions {
  readonly into: string;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** From src/dev-server and from dist/dev-server alike. */
const module = fileURLToPath(new URL('../../tools/temporal', import.meta.url));

/** Builds the pinned module with Go, and returns the program's path inside `into`. Minutes the first time; Go caches the rest. */
export async function buildTemporal({ into, onProgress, signal }: BuildOptions): Promise<string> {
  await checkGo();
  signal?.throwIfAborted();
  const binary = path.join(into, 'temporal');
  onProgress(`building Temporal ${TEMPORAL_VERSION} with Go; the first time this takes minutes`);
  // Other flags than these would throw the build cache away. A go.work somewhere above would refuse our module.
  const flags = ['-trimpath', '-ldflags', '-s -w', '-v', '-o', binary];
  const command = ['env', 'GOWORK=off', 'go', 'build', ...flags, 'github.com/temporalio/cli/cmd/temporal'];
  const go = spawnGuarded(command, { cwd: module });
  const stop = () => void endGuarded(go);
  signal?.addEventListener('abort', stop);
  const closed = once(go, 'close');
  const last: string[] = [];
  const count = { modules: 0, packages: 0 };
  const started = Date.now();
  const say = paced(onProgress);
  const report = () =>
    say(() => {
      const seconds = Math.round((Date.now() - started) / 1000);
      return `building Temporal ${TEMPORAL_VERSION}: ${seconds} s, ${count.modules} modules downloaded, ${count.packages} packages built`;
    });
  const timer = setInterval(report, 1000);
  createInterface(go.stderr).on('line', (line) => {
    if (line.startsWith('go: downloading ')) count.modules++;
    else if (/^[\w./~-]+$/.test(line)) count.packages++;
    else last.push(line);
  });
  go.stdout.resume();
  try {
    const [code, how] = (await closed) as [number | null, NodeJS.Signals | null];
    signal?.throwIfAborted();
    if (code !== 0) throw new Error(`${how ?? `exit code ${code}`}: ${last.slice(-5).join(' ').slice(0, 1000)}`);
    return binary;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** From 1.21 on, Go fetches by itself the toolchain that the module asks for. */
async function checkGo(): Promise<void> {
  const { stdout } = await promisify(execFile)('go', ['version'], { timeout: 10_000 }).catch((error) => {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Error('no go on PATH') : (error as Error);
  });
  const [, minor] = /go1\.(\d+)/.exec(stdout) ?? [];
  if (minor !== undefined && Number(minor) < 21) throw new Error(`${stdout.trim()} is older than 1.21`);
}
