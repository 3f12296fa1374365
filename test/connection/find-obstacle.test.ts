import { readFileSync } from 'node:fs';
import { createServer as createHttp2Server, createSecureServer, type SecureServerOptions } from 'node:http2';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { findObstacle } from '../../src/connection/find-obstacle.ts';
import type { Target } from '../../src/connection/target.ts';
import { Authority, pem, type Certificate } from './certificates.ts';

const ours = new Authority();
const theirs = new Authority();
afterAll(() => {
  ours.remove();
  theirs.remove();
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const secure = (certificate: Certificate, options: SecureServerOptions = {}) =>
  listening(createSecureServer({ ...pem(certificate), ...options }));

type Tls = Exclude<Target['options']['tls'], boolean | null | undefined>;
const trusting = (authority: Authority, client?: Certificate): Tls => ({
  serverRootCACertificate: readFileSync(authority.ca),
  ...(client ? { clientCertPair: { crt: pem(client).cert, key: pem(client).key } } : {}),
});

const what = async (address: string, tls?: Target['options']['tls']) =>
  (await findObstacle({ address, options: tls === undefined ? {} : { tls } }))?.what;

describe('nothing is in the way', () => {
  test('of a server that speaks HTTP/2, in the clear or with a certificate that is trusted', async () => {
    expect(await what(await listening(createHttp2Server()))).toBeUndefined();
    expect(await what(await secure(ours.issue('good')), trusting(ours))).toBeUndefined();
  });

  test('of a client with the certificate that is demanded', async () => {
    const options = { requestCert: true, ca: readFileSync(ours.ca) };
    const address = await secure(ours.issue('mutual'), options);
    expect(await what(address, trusting(ours, ours.issue('client')))).toBeUndefined();
  });
});

describe('what is in the way is named', () => {
  test('a certificate that no CA has signed that is trusted', async () => {
    expect(await what(await secure(ours.issue('other')), trusting(theirs))).toMatch(
      /not signed by a CA that is trusted/,
    );
    expect(await what(await secure(ours.issue('none')), true)).toMatch(/not signed by a CA that is trusted/);
  });

  test('a certificate that has expired', async () => {
    const address = await secure(ours.issue('old', { expired: true }));
    expect(await what(address, trusting(ours))).toBe('the certificate of the server has expired');
  });

  test('a certificate for another name, and which; the name can be set', async () => {
    const address = await secure(ours.issue('elsewhere', { host: 'temporal.example' }));
    expect(await what(address, trusting(ours))).toMatch(/is for another name .*127\.0\.0\.1/);
    expect(await what(address, { ...trusting(ours), serverNameOverride: 'temporal.example' })).toBeUndefined();
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'a client certificate that is missing, or not trusted, with %s',
    async (version) => {
      const options = { requestCert: true, ca: readFileSync(ours.ca), maxVersion: version };
      const address = await secure(ours.issue(`demands-${version}`), options);
      expect(await what(address, trusting(ours))).toMatch(/seems to demand a client certificate/);
      expect(await what(address, trusting(ours, theirs.issue('stranger')))).toBe(
        'the server does not accept the client certificate',
      );
    },
  );

  test('a key that is not of the certificate, or no key', async () => {
    const [one, other] = [ours.issue('one'), ours.issue('two')];
    const mixed = { ...trusting(ours), clientCertPair: { crt: pem(one).cert, key: pem(other).key } };
    expect(await what('127.0.0.1:1', mixed)).toMatch(/certificates or the key that are configured cannot be used/);
    const broken = { ...trusting(ours), clientCertPair: { crt: pem(one).cert, key: Buffer.from('no key') } };
    expect(await what('127.0.0.1:1', broken)).toMatch(/certificates or the key that are configured cannot be used/);
  });

  test('TLS on one side only', async () => {
    expect(await what(await secure(ours.issue('only')))).toBe('the server there speaks TLS, and this client does not');
    const plain = await listening(createHttp2Server());
    expect(await what(plain, true)).toBe('the server there does not speak TLS, and this client does');
  });

  test('something else than Temporal', async () => {
    expect(await what(await listening(createHttpServer()))).toBe('what listens there is no Temporal server');
  });

  test('nobody who listens, a name that nobody knows, and silence', async () => {
    expect(await what('127.0.0.1:1')).toBe('nothing listens there');
    expect(await what('no-such-host.invalid:7233')).toBe('its name is not known to the DNS');
    expect(await what(await listening(createPlainServer()))).toBe('nothing answers there');
    expect(await what(await listening(createPlainServer((socket) => socket.end())))).toBe(
      'the server ends the connection at once',
    );
  });
});
