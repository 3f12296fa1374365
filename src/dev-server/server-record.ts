import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** `server.json`: who serves this folder, for the next one that comes. Only the keeper writes it. */
export interface ServerRecord {
  readonly keeperPid: number;
  /** Where the keeper listens. Recorded, not computed: two users may have different temporary folders. */
  readonly socket: string;
  readonly pid?: number | undefined;
  readonly address?: string | undefined;
  readonly uiUrl?: string | undefined;
  /** Where its Web UI asks for payloads to be decrypted. */
  readonly codecEndpoint?: string | undefined;
  readonly startedAt: string;
  /** The database is being made. If the record outlives that, what is there is half a database, with nothing in it. */
  readonly creating: boolean;
}

/** Undefined where there is none, or none that can be read. */
export function readServerRecord(folder: string): ServerRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(recordFile(folder), 'utf8')) as Partial<ServerRecord> | null;
    if (typeof record?.keeperPid !== 'number' || typeof record.socket !== 'string') return undefined;
    return { startedAt: '', creating: false, ...record, keeperPid: record.keeperPid, socket: record.socket };
  } catch {
    return undefined;
  }
}

export function writeServerRecord(folder: string, record: ServerRecord): void {
  const file = recordFile(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Leaves the record of another keeper alone: it may have begun while this one was ending. */
export function removeServerRecord(folder: string, keeperPid: number): void {
  if (readServerRecord(folder)?.keeperPid === keeperPid) rmSync(recordFile(folder), { force: true });
}

function recordFile(folder: string): string {
  return path.join(folder, 'server.json');
}
