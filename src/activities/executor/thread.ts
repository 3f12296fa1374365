/** The thread that agents run in, one at a time. It is started by `agent-thread.ts` and talks with it over a port of its own. */
import { type MessagePort, workerData } from 'node:worker_threads';
import type { FromChild, ToChild } from './child-messages.ts';
import type { Frame } from './frames.ts';
import { serveAttempts } from './serve-attempts.ts';
import { sendOutput } from './thread-output.ts';
import type { FromThread } from './thread-messages.ts';

// Taken out of what agents can see: whoever has the port can speak for the thread.
const given = workerData as { port?: MessagePort };
const port = given.port!;
delete given.port;

const post: (message: FromThread) => void = port.postMessage.bind(port);
const memoryUsage = process.memoryUsage.bind(process);
const send = (head: FromChild, body = '') => post({ head, body });

const output = sendOutput(post, (line) => send({ kind: 'log', id: output.attempt(), line }));
const receive = serveAttempts({
  send,
  // Its own, where `rss` is the whole worker's.
  memory() {
    const { heapTotal, external } = memoryUsage();
    return heapTotal + external;
  },
  began: (id) => output.begin(id),
});
port.on('message', (frame: Frame<ToChild>) => receive(frame));
