import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Answer } from './follow-redirects.ts';

/** Up to `limit` bytes of an answer's body, as they were before they were compressed. */
export async function readBody(
  answer: Answer,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(answer) as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, limit - size));
    size += chunk.length;
    // To leave the loop ends the connection.
    if (size > limit) return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

function decompressed({ request, response }: Answer): Readable {
  // The head tells how the body would be compressed, also where there is none.
  if (request.method === 'HEAD' || BODILESS.includes(response.statusCode ?? 0)) return response;
  const create = DECOMPRESS[response.headers['content-encoding']?.toLowerCase() ?? ''];
  // The error, if there is one, comes out of the last stream too.
  return create === undefined ? response : pipeline(response, create(), () => {});
}

const BODILESS = [204, 304];

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
