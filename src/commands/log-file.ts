import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_FOLDER } from '../environment.ts';
import { formatLogLine, type LogSink } from '../serve/log.ts';

export interface LogFile {
  readonly write: LogSink;
  close(): void;
}

/**
 * A log of this process's worker, whose agents have logs of their own, kept out of the way of the picture of the run. Begins anew with
 * each process. Where it cannot be written, the run goes on without it: it is no reason for a run to fail.
 */
export function openLogFile(say: (line: string) => void): LogFile {
  const file = join(STATE_FOLDER, 'worker.log');
  let descriptor: number | undefined;
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const orWithout = (action: () => void) => {
    try {
      action();
    } catch (error) {
      close();
      say(
        `The worker's log cannot be kept: ${(error as Error).message}. Make room on the disk, or the folder writable.`,
      );
    }
  };
  orWithout(() => {
    mkdirSync(STATE_FOLDER, { recursive: true });
    descriptor = openSync(file, 'w', 0o600);
  });
  return {
    write(line) {
      const open = descriptor;
      if (open !== undefined && !line.isAgents) orWithout(() => void writeSync(open, `${formatLogLine(line)}\n`));
    },
    close,
  };
}
