import { request, type IncomingHttpHeaders } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCodecServer, type CodecServerOptions } from '../../src/encryption/codec-server.ts';
import { keyOf } from './keys.ts';

const UI = 'http://localhost:8080';

async function server(options: Partial<CodecServerOptions> = {}) {
  const all = { keys: [keyOf('a')], host: '127.0.0.1', port: 0, allowedOrigins: () => [UI], ...options };
  const started = await startCodecServer(all);
  onTestFinished(() => started.close());
  return started;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Not with `fetch`, which sends no Host and no Origin of ours. */
function ask(url: string, { method = 'POST', headers = {}, body = '' } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += String(chunk)));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const base64 = (text: string) => Buffer.from(text).toString('base64');
const PLAIN = { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('"text"') }] };

describe('the codec server', () => {
  test('encrypts and decrypts with the protocol of Temporal', async () => {
    const { url } = await server();
    const encoded = await ask(`${url}/encode`, { body: JSON.stringify(PLAIN) });
    expect(JSON.parse(encoded.text).payloads[0].metadata.encoding).toBe(base64('binary/encrypted'));
    const decoded = await ask(`${url}/decode`, { body: encoded.text });
    expect(JSON.parse(decoded.text)).toEqual(PLAIN);
    expect(decoded.headers['cache-control']).toBe('no-store');
  });

  test('shows what is plain as it is, and lets empty payloads be', async () => {
    const { url } = await server();
    expect(JSON.parse((await ask(`${url}/decode`, { body: JSON.stringify(PLAIN) })).text)).toEqual(PLAIN);
    const empty = await ask(`${url}/decode`, { body: '{"payloads":[{}]}' });
    expect(JSON.parse(empty.text)).toEqual({ payloads: [{ metadata: {}, data: '' }] });
  });

  test('lets a page of the Web UI ask, with whatever headers it sends', async () => {
    const { url } = await server();
    const preflight = await ask(`${url}/decode`, {
      method: 'OPTIONS',
      headers: {
        origin: UI,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-namespace,content-type',
        'access-control-request-private-network': 'true',
      },
    });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': UI,
        'access-control-allow-headers': 'x-namespace,content-type',
        'access-control-allow-private-network': 'true',
        vary: 'origin',
      },
    });
    const answer = await ask(`${url}/decode`, { headers: { origin: UI }, body: JSON.stringify(PLAIN) });
    expect(answer).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': UI } });
  });

  test.each(['http://localhost:8081', 'https://localhost:8080', 'http://evil.example', 'null'])(
    'lets no page of %s ask, and tells it nothing',
    async (origin) => {
      const { url } = await server();
      for (const method of ['OPTIONS', 'POST']) {
        const answer = await ask(`${url}/decode`, {
          method,
          headers: { origin },
          body: method === 'POST' ? JSON.stringify(PLAIN) : '',
        });
        expect(answer.status).toBe(403);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
        expect(answer.text).not.toContain('payloads');
      }
    },
  );

  test('on the loopback, is not asked under a name that somebody has pointed here', async () => {
    const { url } = await server();
    const answer = await ask(`${url}/decode`, { headers: { host: 'evil.example' }, body: JSON.stringify(PLAIN) });
    expect(answer.status).toBe(403);
  });

  test('demands its token, where it has one', async () => {
    const { url } = await server({ token: 'open-sesame' });
    const body = JSON.stringify(PLAIN);
    const withToken = (authorization: string) => ask(`${url}/decode`, { headers: { authorization }, body });
    expect(await ask(`${url}/decode`, { body })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect((await withToken('Bearer open')).status).toBe(401);
    expect((await withToken('Basic open-sesame')).status).toBe(401);
    expect((await withToken('Bearer open-sesame')).status).toBe(200);
    // A browser sends no token with its first question.
    expect((await ask(`${url}/decode`, { method: 'OPTIONS', headers: { origin: UI } })).status).toBe(204);
  });

  test.each([
    ['POST', '/other', '', 404],
    ['GET', '/decode', '', 405],
    ['POST', '/decode', 'hunter2', 400],
    ['POST', '/decode', '{"payloads":{}}', 400],
    ['POST', '/decode', '{"payloads":[{"data":"%%"}]}', 400],
    ['POST', '/decode', '{"payloads":[{"metadata":{"encoding":1}}]}', 400],
  ])('%s %s with %j is answered with %i', async (method, path, body, status) => {
    const { url } = await server();
    const answer = await ask(url + path, { method, body });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('hunter2');
  });

  test('says which key is missing', async () => {
    const [one, other] = [await server(), await server({ keys: [keyOf('b', 2)] })];
    const { text } = await ask(`${one.url}/encode`, { body: JSON.stringify(PLAIN) });
    const answer = await ask(`${other.url}/decode`, { body: text });
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('the key "a"') });
  });

  test('reads no more than 32 MB', async () => {
    const { url } = await server();
    const answer = ask(`${url}/decode`, { body: ' '.repeat(33_000_000) });
    // The rest is not read: whoever still writes may only see the end of the connection.
    const status = await answer.then(
      ({ status }) => status,
      ({ code }: NodeJS.ErrnoException) => code,
    );
    expect([413, 'EPIPE', 'ECONNRESET']).toContain(status);
    expect((await ask(`${url}/decode`, { body: JSON.stringify(PLAIN) })).status).toBe(200);
  });
});
