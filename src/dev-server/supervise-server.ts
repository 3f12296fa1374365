import { setTimeout as sleep } from 'node:timers/promises';
import { choosePorts } from './choose-ports.ts';
import type { Ports } from './command-line.ts';
import type { DevServerFault } from './dev-server-error.ts';
import { explainExit, lostItsPort } from './explain-exit.ts';
import type { ServerLog } from './server-log.ts';
import { startTemporal, type TemporalProcess } from './temporal-process.ts';

const MAX_RESTARTS = 5;
const WITHIN_MS = 60_000;
const FIRST_PAUSE_MS = 200;

export interface SupervisorHost {
  readonly folder: string;
  readonly binary: string;
  readonly log: ServerLog;
  /** Where its Web UI asks for payloads to be decrypted. */
  readonly codecEndpoint?: string | undefined;
  readonly preferred: { readonly server: number; readonly ui: number };
  started(pid: number | undefined, ports: Ports): void;
  ready(ports: Ports): void;
  progress(line: string): void;
}

export interface Supervisor {
  /** Settles when the server is lost for good, or with undefined once `end` has ended it. */
  readonly over: Promise<DevServerFault | undefined>;
  end(): Promise<void>;
}

/** Keeps a server running on one file and on the same ports, until told to end, or until it dies too often. */
export function superviseServer(host: SupervisorHost): Supervisor {
  let current: TemporalProcess | undefined;
  const ending = new AbortController();

  async function supervise(): Promise<DevServerFault | undefined> {
    let ports = await choosePorts(host.preferred);
    let wasReady = false;
    const deaths: number[] = [];
    while (!ending.signal.aborted) {
      current = startTemporal({ ...host, ports });
      host.started(current.pid, ports);
      if (await current.ready) {
        wasReady = true;
        host.ready(ports);
      }
      const how = await current.exited;
      if (ending.signal.aborted) break;
      const tail = host.log.tail();
      const portTaken = !wasReady && lostItsPort(tail);
      const now = Date.now();
      deaths.push(now);
      const recent = deaths.filter((time) => time > now - WITHIN_MS).length;
      // A server that never came up will not come up the next time either: say so at once.
      if ((!wasReady && !portTaken) || recent > MAX_RESTARTS) return explainExit({ ...host, how, tail });
      if (portTaken) ports = await choosePorts(host.preferred);
      else host.progress(`the Temporal server ended (${how}); starting it again`);
      await sleep(FIRST_PAUSE_MS * 2 ** (recent - 1), undefined, { signal: ending.signal }).catch(() => {});
    }
    return undefined;
  }

  const over = supervise();
  return {
    over,
    async end() {
      ending.abort();
      await current?.end();
      await over;
    },
  };
}
