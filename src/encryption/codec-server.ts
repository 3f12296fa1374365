import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { codeBody, CodecBodyError } from './codec-body.ts';
import { EncryptionError } from './encryption-error.ts';
import type { EncryptionKey } from './encryption-key.ts';

export interface CodecServerOptions {
  readonly keys: readonly EncryptionKey[];
  readonly host: string;
  readonly port: number;
  /** The pages that may ask, such as `http://localhost:8080`: those of Temporal's Web UI. Asked each time: an embedded server comes later. */
  readonly allowedOrigins: () => readonly string[];
  /** What a request must carry as its bearer token. */
  readonly token?: string | undefined;
}

export interface CodecServer {
  /** `http://127.0.0.1:8081` */
  readonly url: string;
  close(): Promise<void>;
}

/** More than a page of the Web UI shows at once: the largest history page that the server sends, in base64. */
const LIMIT = 32_000_000;
/** A request that takes longer to arrive is not one of the Web UI. */
const REQUEST_TIMEOUT = 30_000;

/** Encrypts and decrypts for Temporal's Web UI and CLI, with their protocol: POST /encode and /decode. */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT, headersTimeout: 10_000 }, (request, response) => {
    answer(request, response, options).catch((error: unknown) => refuse(response, error));
  });
  server.maxConnections = 100;
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return { url: urlOf(server), close: () => closed(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: CodecServerOptions): Promise<void> {
  const { keys, host, token } = options;
  // A page of another name that is made to point here is no page that was allowed.
  if (isLoopback(host) && !isLoopback(hostOf(request)))
    throw new Refusal(403, 'asked for by a name that is not of this machine');
  const { origin } = request.headers;
  response.setHeader('vary', 'origin');
  if (origin !== undefined) {
    if (!options.allowedOrigins().includes(origin))
      throw new Refusal(403, `pages of ${origin.slice(0, 200)} may not ask here: see --allow-origin`);
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
  }
  if (request.method === 'OPTIONS') return preflight(request, response);
  const [, how] = /\/(encode|decode)\/?$/.exec(new URL(request.url ?? '/', 'http://localhost').pathname) ?? [];
  if (how !== 'encode' && how !== 'decode') throw new Refusal(404, 'there are /encode and /decode');
  if (request.method !== 'POST') throw new Refusal(405, 'it is to be asked with POST');
  if (token !== undefined && !hasToken(request, token)) throw new Refusal(401, 'a bearer token is needed');
  const body = await codeBody(how, await readBody(request), keys);
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(body);
}

function preflight(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-methods', 'POST, OPTIONS');
  const headers = request.headers['access-control-request-headers'];
  if (headers !== undefined) response.setHeader('access-control-allow-headers', headers);
  // A page from elsewhere that was allowed, and a server on this machine.
  if (request.headers['access-control-request-private-network'] === 'true')
    response.setHeader('access-control-allow-private-network', 'true');
  response.setHeader('access-control-max-age', '600');
  response.writeHead(204).end();
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT) throw new Refusal(413, `more than ${LIMIT} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  const status =
    error instanceof Refusal
      ? error.status
      : error instanceof CodecBodyError || error instanceof EncryptionError
        ? 400
        : 500;
  const message = status === 500 ? 'it failed' : (error as Error).message;
  if (response.headersSent) return void response.destroy();
  // What has not been read of a body that is too long stays unread.
  if (status === 413) response.setHeader('connection', 'close');
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${message}\n`);
}

/** Compares hashes, in a time that tells nothing of the token. */
function hasToken({ headers }: IncomingMessage, token: string): boolean {
  const [, given = ''] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
  const [one, other] = [given, token].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(one!, other!);
}

const hostOf = ({ headers }: IncomingMessage): string => (headers.host ?? '').replace(/:\d+$/, '');
const isLoopback = (host: string): boolean => /^(127(\.\d+){3}|localhost|\[?::1\]?)$/.test(host);

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a server on a port has an address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  if (server.listening) await once(server, 'close');
}
