import type { Json } from '../../definition/json.ts';
import type { HttpRequest } from './http-exchange.ts';
import { BadSettings } from './read-settings.ts';

type Scalar = string | number | boolean;

export interface RequestSettings {
  readonly method: string;
  readonly url: string;
  readonly query: Readonly<Record<string, Scalar | readonly Scalar[]>>;
  readonly headers: Readonly<Record<string, Scalar>>;
  readonly body?: Json | undefined;
  readonly idempotency_key: boolean;
}

/** The request that the settings describe. */
export function requestOf(settings: RequestSettings, idempotencyKey: string): HttpRequest {
  const method = settings.method.toUpperCase();
  const { body } = settings;
  const given = headersOf(settings.headers);
  if (body !== undefined && (method === 'GET' || method === 'HEAD'))
    throw new BadSettings(`body: a ${method} request has none; method: POST sends it`);
  const headers: Record<string, string> = {
    'user-agent': 'orchestrator',
    accept: '*/*',
    'accept-encoding': 'gzip, br, deflate',
    ...(body === undefined ? {} : { 'content-type': typeof body === 'string' ? TEXT : 'application/json' }),
    ...(settings.idempotency_key && !SAFE.includes(method) ? { 'idempotency-key': idempotencyKey } : {}),
    ...given,
  };
  return {
    method,
    url: urlOf(settings),
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
}

const TEXT = 'text/plain; charset=utf-8';

/** Nothing is done by these, so nothing can be done twice. */
const SAFE = ['GET', 'HEAD', 'OPTIONS'];

function urlOf({ url: written, query }: RequestSettings): URL {
  if (!URL.canParse(written)) throw new BadSettings(`url: not a URL; it begins with https:// or http://`);
  const url = new URL(written);
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar])
      url.searchParams.append(name, String(each));
  return url;
}

function headersOf(given: RequestSettings['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).map(([written, value]) => {
      const name = written.toLowerCase();
      if (OURS.includes(name))
        throw new BadSettings(`headers.${written}: it belongs to the connection, and is set by the agent`);
      // Anything else could end the header and begin another one, or a body.
      if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(String(value)))
        throw new BadSettings(
          `headers.${written}: a header's value has no line breaks, and no characters beyond Latin-1`,
        );
      return [name, String(value)];
    }),
  );
}

const OURS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
