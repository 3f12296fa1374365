import { setTimeout as sleep } from 'node:timers/promises';
import { startDevArguments, type Ports } from './command-line.ts';
import { isReady } from './namespace-api.ts';
import type { ServerLog } from './server-log.ts';
import { endGuarded, spawnGuarded } from './spawn-guarded.ts';

const READY_SECONDS = 60;

/** One life of the server's process. */
export interface TemporalProcess {
  readonly pid: number | undefined;
  /** True when it answers; false if it ended first. */
  readonly ready: Promise<boolean>;
  /** In words: `exit code 1`, `SIGKILL`. Its output is all in the log by then. */
  readonly exited: Promise<string>;
  end(): Promise<void>;
}

export function startTemporal(options: {
  binary: string;
  folder: string;
  ports: Ports;
  codecEndpoint?: string | undefined;
  log: ServerLog;
}): TemporalProcess {
  const { binary, folder, ports, log } = options;
  const child = spawnGuarded([binary, ...startDevArguments(folder, ports, options.codecEndpoint)]);
  for (const output of [child.stdout, child.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => log.write(text));
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let running = true;
  void exited.then(() => (running = false));

  async function becomeReady(): Promise<boolean> {
    const deadline = Date.now() + READY_SECONDS * 1000;
    while (running && !(await isReady(ports))) {
      if (Date.now() > deadline) {
        log.write(`the server did not answer within ${READY_SECONDS} s of its start\n`);
        await endGuarded(child);
      }
      await sleep(20);
    }
    return running;
  }

  return { pid: child.pid, ready: becomeReady(), exited, end: () => endGuarded(child) };
}
