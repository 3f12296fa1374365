import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FOLDER } from '../environment.ts';
import { formatLogLine, type LogSink } from '../serve/log.ts';

export interface LogFile {
  readonly write: LogSink;
  close(): void;
}

/** A log of this process's worker, whose agents have logs of their own, kept out of the way of the picture of the run. Begins anew with each process. */
export function openLogFile(): LogFile {
  const file = join(STATE_FOLDER, 'worker.log');
  mkdirSync(STATE_FOLDER, { recursive: true });
  const descriptor = openSync(file, 'w', 0o600);
  let open = true;
  return {
    write: (line) => void (open && !line.isAgents && writeSync(descriptor, `${formatLogLine(line)}\n`)),
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
