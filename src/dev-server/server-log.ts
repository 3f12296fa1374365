import { appendFileSync, renameSync, statSync } from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;
const TAIL_LENGTH = 4096;

export interface ServerLog {
  write(text: string): void;
  /** The last lines, from memory: on a full disk the file has nothing. */
  tail(): string;
}

/** The server's log file, at most 10 MiB and one previous file. A start begins a new one. */
export function openServerLog(file: string): ServerLog {
  let recent = '';
  let bytes = rotate(file);
  return {
    write(text) {
      recent = (recent + text).slice(-TAIL_LENGTH);
      if (bytes > MAX_BYTES) bytes = rotate(file);
      bytes += Buffer.byteLength(text);
      try {
        appendFileSync(file, text);
      } catch {
        // A full disk, or a folder that was removed: the server's own errors say so, and the tail has them.
      }
    },
    tail: () => recent.trim().split('\n').slice(-15).join('\n'),
  };
}

function rotate(file: string): number {
  try {
    if (statSync(file).size > 0) renameSync(file, `${file}.1`);
  } catch {
    // there was none
  }
  return 0;
}
