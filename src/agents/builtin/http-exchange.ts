import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { checkLiteral } from './checked-lookup.ts';
import { HttpFailure } from './http-failure.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * One request over a connection of its own, which no proxy of the environment sees. `lookup` decides which addresses there are;
 * without one any address will do. Gives the response when its head has come.
 */
export async function exchange(
  { method, url, headers, body }: HttpRequest,
  { signal, lookup }: { readonly signal: AbortSignal; readonly lookup: LookupFunction | undefined },
): Promise<IncomingMessage> {
  if (lookup !== undefined) checkLiteral(url);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  try {
    return await new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const options = { method, headers: { ...headers, ...length }, agent: false, signal };
      request(url, lookup === undefined ? options : { ...options, lookup })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof HttpFailure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why = message || code || 'the connection failed';
    throw new HttpFailure('HttpNotConnected', `${url.origin} cannot be reached: ${why}`, { retryable: true });
  }
}
