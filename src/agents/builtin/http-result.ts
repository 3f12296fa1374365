import { STATUS_CODES } from 'node:http';
import { cutText, escapeControls } from '../../activities/executor/safe-text.ts';
import type { Json } from '../../definition/json.ts';
import type { Answer } from './follow-redirects.ts';
import { HttpFailure } from './http-failure.ts';
import { readBody, textOf } from './read-body.ts';

export interface ResultRules {
  readonly output: 'auto' | 'json' | 'text';
  readonly max_bytes: number;
}

/** An answer as an agent's output; throws if its status is no success. */
export async function resultOf(
  answer: Answer,
  isOk: (status: number) => boolean,
  { output, max_bytes: limit }: ResultRules,
): Promise<Json> {
  const { statusCode: status = 0, headers } = answer.response;
  if (!isOk(status)) throw await badStatus(answer, status);
  const { bytes, isWhole } = await readBody(answer, limit).catch((error: Error) => {
    const message = `the body from ${placeOf(answer)} broke off: ${error.message}`;
    throw new HttpFailure('HttpNotConnected', message, { retryable: true });
  });
  if (!isWhole) {
    const message = `the body from ${placeOf(answer)} has more than the ${limit} bytes of max_bytes`;
    throw new HttpFailure('HttpTooLarge', message, { retryable: false });
  }
  const type = headers['content-type'] ?? '';
  const shown = SHOWN.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])] as const]));
  const body = bodyOf(textOf(bytes, type), output, type, answer);
  return { status, headers: Object.fromEntries(shown), body };
}

/** Headers that help a pipeline; others, such as cookies, may be secrets. */
const SHOWN = [
  'cache-control',
  'content-language',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'link',
  'location',
  'retry-after',
  'x-request-id',
];

function bodyOf(text: string, output: ResultRules['output'], type: string, answer: Answer): Json {
  if (output === 'text' || (output === 'auto' && !/^application\/([\w.+-]+\+)?json\b/i.test(type))) return text;
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (output === 'auto') return text;
    const message = `the body from ${placeOf(answer)} (${type || 'of no type'}) is not JSON, which output: json asks for`;
    throw new HttpFailure('HttpNotJson', message, { retryable: true });
  }
}

async function badStatus(answer: Answer, status: number): Promise<HttpFailure> {
  const { response } = answer;
  const { bytes } = await readBody(answer, 4096).catch(() => ({ bytes: Buffer.alloc(0) }));
  const said = cutText(escapeControls(textOf(bytes, response.headers['content-type'] ?? '').trim(), '\n\t'), 500);
  const after = response.headers['retry-after'];
  const wait = after === undefined ? '' : ` (it asks to be tried again after: ${cutText(escapeControls(after), 60)})`;
  const message = `${placeOf(answer)} answered ${status} ${STATUS_CODES[status] ?? ''}${wait}${said === '' ? '' : `:\n${said}`}`;
  return new HttpFailure('HttpStatus', message, {
    retryable: status < 400 || status > 499 || PASSING.includes(status),
    retryAfter: after === undefined ? undefined : pauseOf(after),
  });
}

/** Milliseconds, of a `Retry-After` in seconds or as a date; NaN where it is neither. */
function pauseOf(after: string): number {
  return /^\d+$/.test(after.trim()) ? Number(after) * 1000 : Date.parse(after) - Date.now();
}

/** Of the client's errors, those that are not about the request itself. */
const PASSING = [408, 425, 429];

/** Without the query, which may hold a key. */
function placeOf({ request: { method, url } }: Answer): string {
  return `${method} ${url.origin}${url.pathname}`;
}

export function createStatusRule(statuses: readonly (number | string)[]): (status: number) => boolean {
  return (status) => statuses.some((each) => each === status || each === `${Math.floor(status / 100)}xx`);
}
