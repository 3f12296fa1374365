/**
 * The process that agents run in, one at a time. It is started by `agent-process.ts` and talks with it over file descriptor 3.
 * It imports little: what it imports, each child start waits for.
 */
import { Socket } from 'node:net';
import type { FromChild, ToChild } from './child-messages.ts';
import { blockOnOutput } from './child-stdio.ts';
import { openFrames } from './frames.ts';
import { serveAttempts } from './serve-attempts.ts';

// Kept here, since agents run beside this and may replace what hangs on `process`.
const { pid } = process;
const kill = process.kill.bind(process);
const exit = process.exit.bind(process);
const memory = process.memoryUsage.rss.bind(process.memoryUsage);

blockOnOutput();
const channel = new Socket({ fd: 3, readable: true, writable: true });
const on = { frame: (frame: Parameters<typeof receive>[0]) => receive(frame), garbage: leave };
const { send } = openFrames<ToChild, FromChild>(channel, on, Infinity);
const receive = serveAttempts({ send, memory });
channel.on('close', leave);

/** The worker has gone, so nobody waits for this process or for what it has started. */
function leave(): void {
  try {
    kill(-pid, 'SIGKILL');
  } finally {
    exit(1);
  }
}
