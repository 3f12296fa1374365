import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { encodeMessage, type KeeperMessage } from './keeper-message.ts';

/** `sockaddr_un` on macOS, with its final zero; Linux has 108. */
const MAX_PATH_BYTES = 103;

/** The one who starts a keeper connects at once; if it died in between, nobody will. */
const FIRST_LEASE_MS = 10_000;

export interface Leases {
  readonly socket: string;
  /** Where the server stands: to every user, and to those that come later, until the next call. */
  tell(message: KeeperMessage): void;
  /** A line for those that are here now. */
  note(line: string): void;
  /** Takes no new user. Those that are connected stay so until this process ends, which is how they see that all is over. */
  close(): void;
}

/**
 * A user's lease is its connection, which the kernel closes however the user dies. `onLast` is called once, when the last
 * one has gone, or if none ever came.
 */
export async function serveLeases(onLast: () => void): Promise<Leases> {
  const users = new Set<net.Socket>();
  let standing: KeeperMessage | undefined;
  // Half open: a user that leaves is answered, by closing, when it no longer matters to the server.
  const server = net.createServer({ allowHalfOpen: true }, (user) => {
    clearTimeout(nobody);
    users.add(user);
    if (standing) user.write(encodeMessage(standing));
    let left = false;
    const leave = () => {
      if (left) return;
      left = true;
      users.delete(user);
      if (users.size === 0) onLast();
      else user.end();
    };
    user.resume().on('end', leave).on('close', leave).on('error', leave);
  });
  const nobody = setTimeout(onLast, FIRST_LEASE_MS);
  const folder = socketFolder();
  const socket = path.join(folder, 'keeper');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove); // also if this process ends by an error; after a kill -9 the next keeper does it
  const send = (message: KeeperMessage) => {
    for (const user of users) user.write(encodeMessage(message));
  };
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socket, resolve));
  return {
    socket,
    tell(message) {
      standing = message;
      send(message);
    },
    note: (line) => send({ kind: 'progress', line }),
    close() {
      clearTimeout(nobody);
      server.close();
      remove();
    },
  };
}

/** A new folder that only this user may enter: whoever may connect has a lease, and learns the address. */
function socketFolder(): string {
  const prefix = 'orchestrator-';
  const temporary = os.tmpdir();
  const length = Buffer.byteLength(path.join(temporary, `${prefix}XXXXXX`, 'keeper'));
  return mkdtempSync(path.join(length <= MAX_PATH_BYTES ? temporary : '/tmp', prefix));
}
