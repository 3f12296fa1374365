import type { Duplex } from 'node:stream';

/** A message between a worker and its child. `body` is JSON text that the reader may want to pass on without reading it. */
export interface Frame<Head> {
  readonly head: Head;
  readonly body: string;
}

/**
 * Reads and writes frames: four bytes of length, a line of JSON, the body.
 *
 * Our own, and not the channel of `fork`: whatever is written on that by mistake, or by an agent that wants to do harm, throws in
 * the worker where nothing can catch it, and its messages have no limit. Here it ends the child: `onGarbage`.
 */
export function openFrames<Incoming, Outgoing>(
  stream: Duplex,
  on: { frame(frame: Frame<Incoming>): void; garbage(): void },
  limit: number,
): { readonly send: (head: Outgoing, body?: string) => void } {
  let chunks: Buffer[] = [];
  let size = 0;
  let wanted = 4;
  let broken = false;

  const take = (): Frame<Incoming> | undefined => {
    const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
    chunks = [bytes];
    wanted = 4 + bytes.readUInt32BE(0);
    if (wanted > limit) throw new Error('too long');
    if (size < wanted) return undefined;
    const text = bytes.toString('utf8', 4, wanted);
    size -= wanted;
    chunks = size === 0 ? [] : [bytes.subarray(wanted)];
    wanted = 4;
    const line = text.indexOf('\n');
    return { head: parse(text.slice(0, line)) as Incoming, body: text.slice(line + 1) };
  };
  stream.on('data', (chunk: Buffer) => {
    if (broken) return;
    chunks.push(chunk);
    size += chunk.length;
    try {
      while (size >= wanted) {
        const frame = take();
        if (frame !== undefined) on.frame(frame);
      }
    } catch {
      broken = true;
      chunks = [];
      on.garbage();
    }
  });
  // The other side has gone; that it has is seen elsewhere.
  stream.on('error', () => {});

  return {
    send(head, body = '') {
      if (!stream.writable) return;
      const line = stringify(head) + '\n';
      const length = Buffer.byteLength(line) + Buffer.byteLength(body);
      const bytes = Buffer.allocUnsafe(4 + length);
      bytes.writeUInt32BE(length, 0);
      bytes.write(body, 4 + bytes.write(line, 4));
      stream.write(bytes);
    },
  };
}

// Kept here: an agent may replace them, and its child goes on to run others.
const { parse, stringify } = JSON;
