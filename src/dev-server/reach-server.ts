import path from 'node:path';
import type net from 'node:net';
import { checkDatabase } from './check-database.ts';
import { DevServerError } from './dev-server-error.ts';
import { prepareFolder } from './prepare-folder.ts';
import { readServerRecord } from './server-record.ts';
import { startKeeper } from './start-keeper.ts';
import { connectKeeper, takeLease, type Lease } from './take-lease.ts';
import { withLock } from './with-lock.ts';

export interface ReachOptions {
  readonly folder: string;
  readonly ports: { readonly server: number; readonly ui: number };
  readonly codecEndpoint?: string | undefined;
  /** Called only when a server has to be started. */
  readonly findBinary: () => Promise<string>;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

const MAX_TRIES = 5;

/** A lease on this folder's server: the one that runs, or a new one. */
export async function reachServer(options: ReachOptions): Promise<{ lease: Lease; joined: boolean }> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    options.signal?.throwIfAborted();
    const { connection, joined } = await reachKeeper(options);
    const lease = connection && (await takeLease(connection, options));
    if (lease) return { lease, joined };
  }
  throw new DevServerError({
    code: 'SERVER_FAILED',
    what: `${MAX_TRIES} times a server was there, and had gone before it was ready.`,
    place: options.folder,
    remedy: 'See temporal.log there, and whether something ends the processes of this user.',
  });
}

async function reachKeeper(options: ReachOptions): Promise<{ connection: net.Socket | undefined; joined: boolean }> {
  const { folder, ports, codecEndpoint, findBinary, signal } = options;
  const connection = await connectTo(folder);
  if (connection) return { connection, joined: true };
  // Before the lock: a build takes minutes, and has a lock of its own.
  const binary = await findBinary();
  prepareFolder(folder);
  checkDatabase(folder);
  return withLock(path.join(folder, 'keeper'), { signal }, async () => {
    const other = await connectTo(folder); // it came while we waited for the lock
    if (other) return { connection: other, joined: true };
    await startKeeper({ folder, binary, ports, codecEndpoint }, options);
    return { connection: await connectTo(folder), joined: false };
  });
}

async function connectTo(folder: string): Promise<net.Socket | undefined> {
  const record = readServerRecord(folder);
  return record && connectKeeper(record.socket);
}
