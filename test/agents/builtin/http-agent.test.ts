import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { testContext } from 'orchestrator/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { HttpAgent } from '../../../src/agents/builtin/http-agent.ts';
import type { Json, JsonObject } from '../../../src/definition/json.ts';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let origin: string;
let asked: Asked[];
let answer: (request: Asked, response: ServerResponse) => void;

async function listen(): Promise<{ server: Server; origin: string }> {
  const listening = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const { method, url, headers } = request;
      asked.push({ method, url, headers, body });
      answer(asked.at(-1)!, response);
    });
  }).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return { server: listening, origin: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

beforeAll(async () => ({ server, origin } = await listen()));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
  answer = (_request, response) => json(response, { ok: true });
});
afterEach(() => vi.unstubAllEnvs());

function json(response: ServerResponse, value: Json, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

const contextOf = (input: JsonObject, config: JsonObject = {}) =>
  testContext({ config, input: { allow_private: true, ...input } });
const run = (input: JsonObject, config?: JsonObject) => new HttpAgent().run(contextOf(input, config));
/** Of a request to our server. */
const get = (input: JsonObject = {}) => run({ url: origin, ...input });
const refused = (message: string) => ({
  name: 'HttpRefused',
  retryable: false,
  message: expect.stringContaining(message) as unknown,
});

describe('a request', () => {
  test('gives the status, some headers and the body', async () => {
    answer = (_request, response) =>
      response
        .writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          etag: '"1"',
          'set-cookie': 'session=secret',
          'x-internal': 'secret',
        })
        .end('{"roads":["A1"]}');
    expect(await get()).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8', etag: '"1"', date: expect.any(String) as unknown },
      body: { roads: ['A1'] },
    });
    expect(asked).toMatchObject([{ method: 'GET', url: '/', headers: { 'user-agent': 'orchestrator' }, body: '' }]);
    expect(asked[0]!.headers).not.toHaveProperty('idempotency-key');
  });

  test('has the query of its URL and that of the settings', async () => {
    await get({ url: `${origin}/a%20b?x=1#part`, query: { road: 'A 1&b', limit: 10, all: true, id: [1, 2] } });
    expect(asked[0]!.url).toBe('/a%20b?x=1&road=A+1%26b&limit=10&all=true&id=1&id=2');
  });

  test.each([
    [{ a: [1] }, '{"a":[1]}', 'application/json'],
    ['plain', 'plain', 'text/plain; charset=utf-8'],
    ['ä', 'ä', 'text/plain; charset=utf-8'],
  ])('sends %j as its body', async (body, text, type) => {
    await get({ method: 'post', body });
    expect(asked).toMatchObject([{ method: 'POST', headers: { 'content-type': type }, body: text }]);
  });

  test('sends the key of the agent unless it is turned off, or changes nothing', async () => {
    for (const method of ['POST', 'DELETE', 'GET', 'HEAD']) await get({ method });
    await get({ method: 'PUT', idempotency_key: false });
    await get({ method: 'PUT', headers: { 'Idempotency-Key': 'mine' } });
    const key = 'a-run/a-phase/an-agent';
    expect(asked.map(({ headers }) => headers['idempotency-key'])).toEqual([
      key,
      key,
      undefined,
      undefined,
      undefined,
      'mine',
    ]);
  });

  test('takes settings of the config, and those of `with` win; of headers and query each for itself', async () => {
    const config = {
      url: `${origin}/of-config`,
      headers: { Authorization: 'Bearer x', accept: 'a/b' },
      query: { a: 1 },
    };
    await run({ headers: { accept: 'c/d' }, query: { b: 2 } }, config);
    expect(asked).toMatchObject([{ url: '/of-config?a=1&b=2', headers: { authorization: 'Bearer x', accept: 'c/d' } }]);
  });

  test('goes through no proxy of the environment', async () => {
    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY']) vi.stubEnv(name, 'http://127.0.0.1:9');
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    expect(await get()).toMatchObject({ status: 200 });
  });
});

describe('settings that are wrong', () => {
  test.each([
    [{}, {}, 'with.url: '],
    [{ url: 'not a url' }, {}, 'url: not a URL'],
    [{ url: 'https://example.org', metod: 'POST' }, {}, 'with.metod: there is no such setting'],
    [{ url: 'https://example.org' }, { methods: 'POST' }, 'config.methods: there is no such setting'],
    [{ url: 'https://example.org' }, { method: 'CONNECT' }, 'config.method: not a method'],
    [{ url: 'https://example.org', timeout: 'soon' }, {}, 'with.timeout: not a duration'],
    [{ url: 'https://example.org', timeout: '2d' }, {}, 'with.timeout: not a duration over 0 and up to 1d'],
    [{ url: 'https://example.org', headers: { 'a b': '1' } }, {}, 'with.headers.a b: '],
    [{ url: 'https://example.org', headers: { a: 'x\r\nb: y' } }, {}, 'headers.a: '],
    [{ url: 'https://example.org', headers: { Host: 'other' } }, {}, 'headers.Host: '],
    [{ url: 'https://example.org', body: 'x' }, {}, 'body: a GET request has none'],
    [{ url: 'https://example.org', ok_statuses: ['ok'] }, {}, 'with.ok_statuses[0]: '],
  ])('%j over %j', async (input, config, message) => {
    await expect(run(input, config)).rejects.toMatchObject({
      name: 'bad-config',
      retryable: false,
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('addresses that are not public', () => {
  const port = () => new URL(origin).port;

  test.each([
    '127.0.0.1',
    'localhost',
    '2130706433',
    '017700000001',
    '0x7f000001',
    '0x7f.1',
    '127.1',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '224.0.0.1',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '①②⑦.0.0.1',
  ])('%s is refused, and not connected to', async (host) => {
    await expect(run({ url: `http://${host}:${port()}/`, allow_private: false })).rejects.toMatchObject(
      refused('not a public address. allow_private: true'),
    );
    expect(asked).toEqual([]);
  });

  test('are reached where they are allowed', async () => {
    expect(await run({ url: `http://2130706433:${port()}/` })).toMatchObject({ status: 200 });
  });

  test.each([
    ['ftp://example.org/', 'ftp: is neither http: nor https:'],
    ['file:///etc/passwd', 'file: is neither'],
    ['data:text/plain,x', 'data: is neither'],
    ['https://ada:secret@example.org/', 'has a user or a password in it'],
  ])('%s is refused', async (url, message) => {
    const error = await run({ url }).then(String, String);
    expect(error).toContain(message);
    expect(error).not.toContain('secret');
  });

  test('hosts that allow_hosts does not name are refused, after redirects too', async () => {
    const other = await listen();
    onTestFinished(() => void other.server.close());
    const allow_hosts = ['LOCALHOST', '*.example.org'];
    await expect(get({ allow_hosts })).rejects.toMatchObject(refused('127.0.0.1 is not one of allow_hosts'));
    for (const host of ['example.org', 'badexample.org'])
      await expect(run({ url: `https://${host}/`, allow_hosts })).rejects.toMatchObject(refused('is not one of'));
    answer = ({ url }, response) =>
      url === '/away' ? response.writeHead(302, { location: origin }).end() : json(response, 'here');
    const local = origin.replace('127.0.0.1', 'localhost');
    expect(await run({ url: local, allow_hosts })).toMatchObject({ body: 'here' });
    await expect(run({ url: `${local}/away`, allow_hosts })).rejects.toMatchObject(refused('127.0.0.1 is not one of'));
    expect(asked.map(({ url }) => url)).toEqual(['/', '/away']);
  });
});

describe('redirects', () => {
  const redirectTo = (location: string, status = 302) => {
    answer = ({ url }, response) =>
      url === '/' ? response.writeHead(status, { location }).end('moved') : json(response, url!);
  };

  test('are followed, relative ones too, up to max_redirects', async () => {
    answer = ({ url }, response) => {
      const step = Number(url!.slice(1));
      if (step < 3) response.writeHead(302, { location: `./${step + 1}` }).end();
      else json(response, step);
    };
    expect(await get({ max_redirects: 3 })).toMatchObject({ status: 200, body: 3 });
    await expect(get({ max_redirects: 2 })).rejects.toMatchObject({ name: 'HttpTooManyRedirects', retryable: false });
  });

  test('are an answer like any other where their status is ok', async () => {
    redirectTo('/next');
    expect(await get({ ok_statuses: [302] })).toMatchObject({
      status: 302,
      headers: { location: '/next' },
      body: 'moved',
    });
  });

  test.each([
    [302, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [302, 'PUT', 'PUT'],
    [307, 'POST', 'POST'],
    [308, 'PATCH', 'PATCH'],
  ])('%i turns a %s into a %s', async (status, method, next) => {
    redirectTo('/next', status);
    const body = method === 'HEAD' ? {} : { body: { a: 1 } };
    await get({ method, ...body });
    expect(asked[1]).toMatchObject({
      method: next,
      url: '/next',
      body: next === 'GET' || next === 'HEAD' ? '' : '{"a":1}',
    });
    if (next === 'GET') expect(asked[1]!.headers).not.toHaveProperty('content-type');
  });

  test('to another server take no headers with them that were meant for the first one', async () => {
    const other = await listen();
    onTestFinished(() => void other.server.close());
    const headers = { Authorization: 'Bearer x', cookie: 'a=b', 'X-Api-Key': 'k', accept: 'a/b' };
    redirectTo('/same');
    await get({ headers });
    expect(asked[1]!.headers).toMatchObject({ authorization: 'Bearer x', 'x-api-key': 'k' });
    redirectTo(`${other.origin}/other`);
    await get({ headers });
    expect(asked[3]).toMatchObject({ url: '/other', headers: { accept: 'a/b' } });
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(asked[3]!.headers).not.toHaveProperty(name);
  });

  test('to what may not be asked are refused', async () => {
    redirectTo('ftp://example.org/');
    await expect(get()).rejects.toMatchObject(refused('ftp: is neither http: nor https:'));
    redirectTo('http://[bad');
    await expect(get()).rejects.toMatchObject(refused('redirects to something that is not a URL'));
  });
});

describe('by https', () => {
  async function listenTls(location: string): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'orchestrator-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=localhost',
      '-keyout',
      key,
      '-out',
      cert,
    ];
    execFileSync('openssl', request, { stdio: 'ignore' });
    const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) =>
      response.writeHead(302, { location }).end(),
    ).listen(0, '127.0.0.1');
    rmSync(folder, { recursive: true });
    onTestFinished(() => void tls.close());
    await once(tls, 'listening');
    return `https://localhost:${(tls.address() as AddressInfo).port}/`;
  }

  test('a certificate that nobody vouches for is no connection', async () => {
    await expect(run({ url: await listenTls('/') })).rejects.toMatchObject({
      name: 'HttpNotConnected',
      message: expect.stringContaining('self-signed certificate') as unknown,
    });
  });

  test('a redirect to http is refused', async () => {
    const url = await listenTls(origin);
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    await expect(run({ url })).rejects.toMatchObject(refused('redirects from https to http://127.0.0.1'));
    expect(asked).toEqual([]);
  });
});

describe('a status that is no success', () => {
  test.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, false],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [304, true],
  ])('%i fails; worth another attempt: %j', async (status, retryable) => {
    answer = (_request, response) => response.writeHead(status).end('why');
    await expect(get({ url: `${origin}/path?key=secret` })).rejects.toMatchObject({
      name: 'HttpStatus',
      retryable,
      message: expect.stringMatching(new RegExp(`^GET ${origin}/path answered ${status} \\w`)) as unknown,
    });
  });

  test('says what the server says, and when it wants to be asked again', async () => {
    answer = (_request, response) =>
      response.writeHead(429, { 'retry-after': '120' }).end(`slow\x1b[1m\n${'x'.repeat(9000)}`);
    const message = await get().then(String, (error: Error) => error.message);
    expect(message).toContain('429 Too Many Requests (it asks to be tried again after: 120):\nslow\\x1b[1m\nxxx');
    expect(message).toMatch(/… \(cut\)$/);
    expect(message.length).toBeLessThan(800);
  });

  test.each([
    ['120', 120_000],
    [new Date(Date.now() + 60_000).toUTCString(), expect.closeTo(60_000, -4)],
    ['soon', Number.NaN],
  ])('carries a Retry-After of %s in milliseconds', async (after, milliseconds) => {
    answer = (_request, response) => response.writeHead(503, { 'retry-after': after }).end();
    await expect(get()).rejects.toMatchObject({ retryAfter: milliseconds });
  });

  test('is one that ok_statuses does not have', async () => {
    answer = (_request, response) => json(response, null, 404);
    expect(await get({ ok_statuses: ['2xx', 404] })).toMatchObject({ status: 404, body: null });
    answer = (_request, response) => json(response, null, 201);
    expect(await get()).toMatchObject({ status: 201 });
    await expect(get({ ok_statuses: [200] })).rejects.toMatchObject({ name: 'HttpStatus' });
  });
});

describe('the body', () => {
  const say = (type: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    answer = (_request, response) => response.writeHead(200, { 'content-type': type, ...headers }).end(body);
  };

  test.each([
    ['auto', 'application/json', '[1]', [1]],
    ['auto', 'application/problem+json', '[1]', [1]],
    ['auto', 'application/json', 'no', 'no'],
    ['auto', 'application/json', '', null],
    ['auto', 'text/plain', '[1]', '[1]'],
    ['auto', 'text/plain; charset=iso-8859-1', Buffer.from([0xe4]), 'ä'],
    ['auto', 'text/plain; charset=none-such', 'ä', 'ä'],
    ['json', 'text/plain', '[1]', [1]],
    ['text', 'application/json', '[1]', '[1]'],
  ])('as %s of %s: %j', async (output, type, body, expected) => {
    say(type, body);
    expect(await get({ output })).toMatchObject({ body: expected });
  });

  test('must be JSON where that is asked for', async () => {
    say('text/html', '<p>');
    await expect(get({ output: 'json' })).rejects.toMatchObject({ name: 'HttpNotJson', retryable: true });
  });

  test('is decompressed, and max_bytes counts what comes out', async () => {
    say('text/plain', gzipSync('x'.repeat(1000)), { 'content-encoding': 'gzip' });
    expect(await get({ max_bytes: 1000 })).toMatchObject({ body: 'x'.repeat(1000) });
    await expect(get({ max_bytes: 999 })).rejects.toMatchObject({ name: 'HttpTooLarge', retryable: false });
    say('text/plain', brotliCompressSync('ä'), { 'content-encoding': 'br' });
    expect(await get()).toMatchObject({ body: 'ä' });
    say('text/plain', 'no gzip', { 'content-encoding': 'gzip' });
    await expect(get()).rejects.toMatchObject({ name: 'HttpNotConnected', retryable: true });
    say('text/plain', gzipSync('x'), { 'content-encoding': 'gzip' });
    expect(await get({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
  });

  test('that never ends is given up at max_bytes', async () => {
    answer = (_request, response) => {
      const more = () => void (response.write('x'.repeat(10_000)) ? setImmediate(more) : response.once('drain', more));
      more();
    };
    await expect(get()).rejects.toMatchObject({ name: 'HttpTooLarge' });
  });
});

describe('ending', () => {
  test.each([
    ['that does not answer', () => {}],
    ['whose body does not end', (_request: Asked, response: ServerResponse) => void response.writeHead(200).write('x')],
  ])('a server %s is given up after the timeout', async (_title, silent) => {
    answer = silent;
    await expect(get({ timeout: '200ms' })).rejects.toMatchObject({
      name: 'HttpTimeout',
      retryable: true,
      message: `no whole answer from ${origin} within timeout: 200ms`,
    });
  });

  test('a cancel ends it at once', async () => {
    answer = () => context.abort(new Error('the run was cancelled'));
    const context = contextOf({ url: origin });
    await expect(new HttpAgent().run(context)).rejects.toThrow('the run was cancelled');
  });

  test('a server that is not there, or hangs up, may be tried again', async () => {
    const failure = { name: 'HttpNotConnected', retryable: true };
    await expect(run({ url: 'http://127.0.0.1:9/' })).rejects.toMatchObject({
      ...failure,
      message: expect.stringContaining('ECONNREFUSED') as unknown,
    });
    answer = (_request, response) => response.socket!.destroy();
    await expect(get()).rejects.toMatchObject(failure);
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('x');
      setTimeout(() => response.socket!.destroy(), 20);
    };
    await expect(get()).rejects.toMatchObject(failure);
    await expect(run({ url: 'http://no-such-host.invalid/' })).rejects.toMatchObject(failure);
  });
});
