import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** Up to `limit` bytes of a response's body, as they were before they were compressed. */
export async function readBody(
  response: IncomingMessage,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(response) as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
    // To leave the loop ends the connection.
    if (size > limit) return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

function decompressed(response: IncomingMessage): Readable {
  const create = DECOMPRESS[response.headers['content-encoding']?.toLowerCase() ?? ''];
  // The error, if there is one, comes out of the last stream too.
  return create === undefined ? response : pipeline(response, create(), () => {});
}

const DECOMPRESS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The text of a body in the character set that its type names; UTF-8 where it names none, or one that nobody knows. */
export function textOf(bytes: Buffer, contentType: string): string {
  const [, charset = 'utf-8'] = /charset="?([^\s;"]+)/i.exec(contentType) ?? [];
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
