import { Writable } from 'node:stream';
import type { AgentLogLine } from './agent-call.ts';
import type { WrittenOutput } from './thread-messages.ts';

/**
 * Makes stdout and stderr of this thread go over its port at once. Node's own for a thread keep what was written until the worker
 * asks for it: an agent that writes 100 MB in a loop would hold them in memory, and the end of its output would come after its
 * result. Nothing slows a thread that writes, so what one attempt may write is limited here.
 */
export function sendOutput(
  post: (output: WrittenOutput) => void,
  log: (line: AgentLogLine) => void,
  limit = 4 * 1024 * 1024,
): { begin(id: string): void; attempt(): string } {
  let id = '';
  let left = limit;
  const write = (stream: WrittenOutput['stream'], bytes: Uint8Array) => {
    if (left < 0) return;
    left -= bytes.length;
    if (left >= 0) return post({ stream, bytes });
    log({ level: 'warn', message: `log truncated: an attempt in a thread may write ${limit} bytes` });
  };
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        // A copy of its own: small buffers share their memory with others, which would be sent along.
        write(name, new Uint8Array(chunk));
        done();
      },
    });
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
  }
  return {
    begin(attempt) {
      id = attempt;
      left = limit;
    },
    attempt: () => id,
  };
}
