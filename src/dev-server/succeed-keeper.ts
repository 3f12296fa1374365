import { rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseFile } from './command-line.ts';
import type { DevServerFault } from './dev-server-error.ts';
import { isProcess } from './is-process.ts';
import { removeDatabase } from './remove-database.ts';
import { removeServerRecord, type ServerRecord } from './server-record.ts';
import { GRACE_SECONDS } from './spawn-guarded.ts';

/** How a keeper's command line is known: `keeper.js {"folder":"..."}`. */
export const KEEPER_MARK = 'dev-server/keeper.js';

/** An orphaned server is ended by its watcher; this long, then we kill it: its users are waiting to be served again. */
const ORPHAN_SECONDS = 4;

/**
 * Waits until nothing of the previous keeper is left, and clears up after it: two servers on one database would destroy it.
 * A keeper that is alive but no longer to be connected to is ending, which is bounded; a server without its keeper is not
 * left to its own. Returns a fault if the keeper does not go.
 */
export async function succeedKeeper(
  folder: string,
  previous: ServerRecord,
  progress: (line: string) => void,
): Promise<DevServerFault | undefined> {
  const { keeperPid, pid, socket, creating } = previous;
  const keeperLives = () => isProcess(keeperPid, KEEPER_MARK);
  if (await keeperLives()) {
    progress('the previous server is ending; waiting for it');
    if (!(await goneWithin(GRACE_SECONDS + 5, keeperLives))) {
      return {
        code: 'FOLDER_IN_USE',
        what: `process ${keeperPid} keeps a server on this folder, but does not answer.`,
        place: folder,
        remedy: `End it (kill ${keeperPid}), then start again.`,
      };
    }
  }
  const serverLives = async () => pid !== undefined && (await isProcess(pid, databaseFile(folder)));
  if (pid !== undefined && !(await goneWithin(ORPHAN_SECONDS, serverLives))) {
    progress(`ending the server that was left behind (process ${pid})`);
    killGroup(pid);
    await goneWithin(ORPHAN_SECONDS, serverLives);
  }
  if (creating) removeDatabase(folder);
  rmSync(socket, { force: true });
  removeFolder(path.dirname(socket));
  removeServerRecord(folder, keeperPid);
  return undefined;
}

async function goneWithin(seconds: number, lives: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (await lives()) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // gone in this moment
  }
}

function removeFolder(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // it was gone, or was never only the socket's
  }
}
