import { closeSync, openSync, readSync } from 'node:fs';
import type { Problem } from './problem.ts';
import { Source, type SourceOptions } from './source.ts';

const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** Reads a file as YAML; a problem where it cannot be read at all. */
export function readSource(
  file: string,
  options: SourceOptions,
): { source: Source; problem?: undefined } | { source?: undefined; problem: Problem } {
  const bytes = readBytes(file);
  if (!Buffer.isBuffer(bytes)) {
    return { problem: { severity: 'error', file, line: 1, column: 1, path: '', ...bytes } };
  }
  const text = decode(bytes);
  if (text !== undefined) return { source: new Source(file, text, options) };
  const utf16 = bytes[0] === 0xff || bytes[0] === 0xfe;
  const { line, column } = firstNonUtf8(bytes);
  const message = utf16 ? 'the file is UTF-16, not UTF-8' : 'the file is not UTF-8 text';
  const place = utf16 ? { line: 1, column: 1 } : { line, column };
  return {
    problem: { code: 'yaml-syntax', severity: 'error', message, file, ...place, path: '', hint: 'Save it as UTF-8.' },
  };
}

type Unreadable = Pick<Problem, 'code' | 'message' | 'hint'>;

/** No more than the limit is ever read, whatever the file says of its size. */
function readBytes(file: string): Buffer | Unreadable {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const chunks: Buffer[] = [];
    for (let size = 0; ;) {
      const chunk = Buffer.allocUnsafe(size === 0 ? 64 * 1024 : 1024 * 1024);
      const count = readSync(descriptor, chunk);
      if (count === 0) return Buffer.concat(chunks);
      size += count;
      if (size > MAX_FILE_BYTES) return TOO_LARGE;
      chunks.push(chunk.subarray(0, count));
    }
  } catch (error) {
    return explainReading(error as NodeJS.ErrnoException);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const TOO_LARGE: Unreadable = {
  code: 'too-large',
  message: `the file has more than ${MAX_FILE_BYTES / 1024 / 1024} MiB; no more are read`,
  hint: 'Move data out of it, or move phases to sub-workflows.',
};

function explainReading({ code, message }: NodeJS.ErrnoException): Unreadable {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ERR_INVALID_ARG_VALUE':
      return {
        code: 'file-not-found',
        message: 'there is no such file',
        hint: 'Check the path, or name the file with --file.',
      };
    case 'EISDIR':
      return { code: 'file-not-found', message: 'this is a folder, not a file', hint: 'Name a file in it.' };
    default:
      return { code: 'file-not-found', message: `the file cannot be read: ${message}`, hint: 'Check its permissions.' };
  }
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is wrong becomes U+FFFD, which the file may hold as well, but hardly before its first fault. */
function firstNonUtf8(bytes: Buffer): { line: number; column: number } {
  const before = new TextDecoder().decode(bytes).split('\uFFFD', 1)[0]!;
  const lines = before.split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}
