import type { Readable } from 'node:stream';
import { cutText, escapeControls } from './safe-text.ts';

/** Calls `onLine` for each line that a process writes. The stream is always read to its end: a full pipe would stop the process. */
export function readLines(stream: Readable, onLine: (line: string) => void): { flush(): void } {
  const lines = splitLines(onLine);
  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => lines.take(chunk));
  return lines;
}

/**
 * Calls `onLine` for each line, made safe to show. A line is kept up to `limit` bytes, so a hundred megabytes without an end of
 * line cost no more than that. `flush` gives the last line, if it has no end.
 */
export function splitLines(
  onLine: (line: string) => void,
  limit = 8 * 1024,
): { take(chunk: Uint8Array): void; flush(): void } {
  let kept: Uint8Array[] = [];
  let size = 0;
  const keep = (part: Uint8Array) => {
    // One byte more than the limit, so that the cut is said.
    if (size <= limit) kept.push(part.subarray(0, limit + 1 - size));
    size += part.length;
  };
  const end = () => {
    const line = Buffer.concat(kept).toString('utf8').replace(/\r$/, '');
    kept = [];
    size = 0;
    onLine(cutText(escapeControls(line), limit));
  };
  return {
    take(chunk) {
      let start = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
        keep(chunk.subarray(start, at));
        end();
        start = at + 1;
      }
      if (start < chunk.length) keep(chunk.subarray(start));
    },
    flush: () => {
      if (size > 0) end();
    },
  };
}
