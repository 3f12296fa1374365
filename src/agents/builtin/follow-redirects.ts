import type { IncomingMessage } from 'node:http';
import { exchange, type HttpRequest } from './http-exchange.ts';
import { HttpFailure } from './http-failure.ts';

export interface FollowRules {
  readonly maxRedirects: number;
  readonly isOk: (status: number) => boolean;
  /** Throws for what must not be asked. */
  readonly check: (url: URL) => void;
}

export interface Answer {
  readonly response: IncomingMessage;
  /** The request that it answers: the last one. */
  readonly request: HttpRequest;
}

/** Sends a request, and the ones that redirects lead to; each is checked as the first one was. */
export async function followRedirects(
  first: HttpRequest,
  { maxRedirects, isOk, check }: FollowRules,
  how: Parameters<typeof exchange>[1],
): Promise<Answer> {
  let request = first;
  for (let redirects = 0; ; redirects++) {
    check(request.url);
    const response = await exchange(request, how);
    const { statusCode: status = 0, headers } = response;
    if (isOk(status) || !REDIRECTS.includes(status) || headers.location === undefined) return { response, request };
    response.destroy();
    if (redirects === maxRedirects) {
      const message = `${first.url.origin}${first.url.pathname} was redirected more often than max_redirects: ${maxRedirects} allows`;
      throw new HttpFailure('HttpTooManyRedirects', message, { retryable: false });
    }
    request = redirected(request, status, targetOf(headers.location, request.url));
  }
}

const REDIRECTS = [301, 302, 303, 307, 308];

function targetOf(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) throw refused(`${from.origin} redirects to something that is not a URL`);
  const url = new URL(location, from);
  if (from.protocol === 'https:' && url.protocol === 'http:')
    throw refused(`${from.origin} redirects from https to ${url.origin}, where anybody could read along`);
  return url;
}

/** The next request, as browsers make it: a POST becomes a GET unless the status says not to. */
function redirected({ method, url: from, headers, body }: HttpRequest, status: number, url: URL): HttpRequest {
  const becomesGet = status === 303 ? method !== 'HEAD' : status <= 302 && method === 'POST';
  const dropped = becomesGet ? OF_A_BODY : [];
  // What was meant for one server may be its secret.
  const kept = url.origin === from.origin ? undefined : FOR_ANYBODY;
  const next = Object.entries(headers).filter(
    ([name]) => !dropped.includes(name) && (kept === undefined || kept.includes(name)),
  );
  return {
    method: becomesGet ? 'GET' : method,
    url,
    headers: Object.fromEntries(next),
    ...(becomesGet || body === undefined ? {} : { body }),
  };
}

const OF_A_BODY = ['content-type', 'content-encoding', 'content-language', 'idempotency-key'];
const FOR_ANYBODY = ['accept', 'accept-encoding', 'accept-language', 'content-type', 'idempotency-key', 'user-agent'];

function refused(message: string): HttpFailure {
  return new HttpFailure('HttpRefused', message, { retryable: false });
}
