import { existsSync } from 'node:fs';
import path from 'node:path';
import { databaseFile, type Ports } from './command-line.ts';
import type { DevServerFault } from './dev-server-error.ts';
import { watchFreeSpace } from './free-space.ts';
import { encodeMessage, type KeeperMessage } from './keeper-message.ts';
import { keepClosedRuns } from './namespace-api.ts';
import { removeDatabase } from './remove-database.ts';
import { serveLeases } from './serve-leases.ts';
import { openServerLog } from './server-log.ts';
import { readServerRecord, removeServerRecord, writeServerRecord, type ServerRecord } from './server-record.ts';
import { succeedKeeper } from './succeed-keeper.ts';
import { superviseServer } from './supervise-server.ts';

/*
 * The keeper: a process of its own that owns the Temporal server, so that the server outlives whichever of its users came
 * first and none of them has to stay. It ends when its last user has gone. Only light imports: it has to be up at once.
 */

/** What the keeper is started with, as JSON: its only argument. */
export interface KeeperOrder {
  readonly folder: string;
  readonly binary: string;
  readonly ports: { readonly server: number; readonly ui: number };
  readonly codecEndpoint?: string | undefined;
}

const order = JSON.parse(process.argv[2] ?? '') as KeeperOrder;
const { folder, binary } = order;
const tellStarter = (message: KeeperMessage) => process.stdout.write(encodeMessage(message));
// The starter has gone, or has closed these once we were up: nothing to do, its lease is what counts.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});

const log = openServerLog(path.join(folder, 'temporal.log'));
process.on('uncaughtException', (error) => {
  log.write(`keeper: ${error.stack}\n`);
  process.stderr.write(`${error.stack}\n`);
  process.exit(1); // the watcher ends the server, the users start another keeper
});

const previous = readServerRecord(folder);
const fault = previous && (await succeedKeeper(folder, previous, (line) => tellStarter({ kind: 'progress', line })));
if (fault) {
  tellStarter({ kind: 'failed', fault });
  process.exit(1);
}

// A keeper that died leaves it to its successor, which may have been started by somebody without keys.
const codecEndpoint = order.codecEndpoint ?? previous?.codecEndpoint;
let ending = false;
let creating = !existsSync(databaseFile(folder));
const startedAt = new Date().toISOString();
const leases = await serveLeases(() => void end());
const record = (server: Pick<ServerRecord, 'pid' | 'address' | 'uiUrl'>) =>
  writeServerRecord(folder, {
    keeperPid: process.pid,
    socket: leases.socket,
    ...server,
    codecEndpoint,
    startedAt,
    creating,
  });
record({ address: previous?.address, uiUrl: previous?.uiUrl }); // handed on, should we die before the server has its ports
tellStarter({ kind: 'listening' });

let pid: number | undefined;
const supervisor = superviseServer({
  folder,
  binary,
  log,
  codecEndpoint,
  preferred: portsOf(previous) ?? order.ports,
  started(startedPid, ports) {
    pid = startedPid;
    record({ pid, ...addressesOf(ports) });
  },
  ready(ports) {
    creating = false;
    record({ pid, ...addressesOf(ports) });
    leases.tell({ kind: 'ready', ...addressesOf(ports) });
    keepClosedRuns(ports).catch((error: unknown) =>
      log.write(`keeper: the retention stays as it is: ${String(error)}\n`),
    );
  },
  progress(line) {
    log.write(`keeper: ${line}\n`);
    leases.tell({ kind: 'progress', line });
  },
});
watchFreeSpace(folder, (line) => leases.note(line));
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());
void supervisor.over.then((reason) => reason && end(reason));

/** First no new users, so that the next one starts a keeper of its own, which waits for us; then the server; then the record. */
async function end(reason?: DevServerFault): Promise<void> {
  if (ending) return;
  ending = true;
  leases.close();
  if (reason) leases.tell({ kind: 'failed', fault: reason });
  await supervisor.end();
  if (creating) removeDatabase(folder);
  removeServerRecord(folder, process.pid);
  // Lets what was said get out; the users' connections would otherwise keep us alive.
  setTimeout(() => process.exit(reason ? 1 : 0), reason ? 50 : 0);
}

function addressesOf(ports: Ports): { address: string; uiUrl: string } {
  return { address: `127.0.0.1:${ports.server}`, uiUrl: `http://127.0.0.1:${ports.ui}` };
}

/** A keeper that died left its ports here: its users go on asking there. */
function portsOf(dead: ServerRecord | undefined) {
  if (!dead?.address || !dead.uiUrl) return undefined;
  return { server: Number(new URL(`http://${dead.address}`).port), ui: Number(new URL(dead.uiUrl).port) };
}
