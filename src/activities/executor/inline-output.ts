import { AsyncLocalStorage } from 'node:async_hooks';
import type { AgentLogLine } from './agent-call.ts';
import { splitLines } from './stream-lines.ts';

/** What writes to stdout and stderr within an attempt has come to, whichever of its callbacks it is in. */
interface InlineOutput {
  take(stream: Stream, bytes: Uint8Array): void;
}
type Stream = (typeof STREAMS)[number];

const STREAMS = ['stdout', 'stderr'] as const;
const current = new AsyncLocalStorage<InlineOutput>();
let isCaptured = false;

/** Lines that one attempt writes, among those of others in this process. What it writes after `close` is nobody's. */
export function captureOutput(log: (line: AgentLogLine) => void) {
  capture();
  let open = true;
  const linesOf = (stream: Stream) =>
    splitLines((message) => outside(() => log({ level: stream === 'stdout' ? 'info' : 'warn', message, stream })));
  const lines = { stdout: linesOf('stdout'), stderr: linesOf('stderr') };
  const output: InlineOutput = { take: (stream, bytes) => open && lines[stream].take(bytes) };
  return {
    run: <T>(work: () => T): T => current.run(output, work),
    close() {
      STREAMS.forEach((stream) => lines[stream].flush());
      open = false;
    },
  };
}

/** As the worker itself: what it does for an agent, such as to log, is not the agent's output. */
export const outside = <T>(work: () => T): T => current.exit(work);

/** Once for the process: whoever writes outside of an attempt pays for one look. */
function capture(): void {
  if (isCaptured) return;
  isCaptured = true;
  for (const name of STREAMS) {
    const stream = process[name];
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      const output = current.getStore();
      if (!output) return write(chunk, ...rest);
      const [encoding, callback] = typeof rest[0] === 'function' ? [undefined, rest[0]] : rest;
      // A copy: it is the agent's to write over.
      output.take(
        name,
        typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk),
      );
      if (typeof callback === 'function') process.nextTick(callback);
      return true;
    };
  }
}
