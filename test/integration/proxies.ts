import { once } from 'node:events';
import { connect as connectHttp2, createSecureServer, type IncomingHttpHeaders } from 'node:http2';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

/** Ends TLS in front of a server that has none. Gives its port. */
export async function tlsProxy(upstream: string, options: TlsOptions): Promise<number> {
  const [host, port] = upstream.split(':') as [string, string];
  const sockets = new Set<Socket>();
  const server = createServer({ ALPNProtocols: ['h2'], ...options }, (client) => {
    const target = connect(Number(port), host);
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => [client, target].forEach((each) => each.destroy()));
    }
    client.pipe(target).pipe(client);
  });
  // A client that does not get through is what is tested.
  server.on('tlsClientError', () => {});
  return listening(server, () => sockets.forEach((socket) => socket.destroy()));
}

/** Also looks at each call's API key, as Temporal's own gateways do. */
export async function keyProxy(upstream: string, options: TlsOptions, key: string): Promise<number> {
  const target = connectHttp2(`http://${upstream}`);
  target.on('error', () => {});
  const server = createSecureServer(options);
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    if (headers.authorization !== `Bearer ${key}`) {
      const refusal = { 'grpc-status': '16', 'grpc-message': 'Request unauthorized.' };
      return stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refusal }, { endStream: true });
    }
    const forwarded = target.request(withoutPseudo(headers), { endStream: false });
    let trailers: IncomingHttpHeaders = {};
    forwarded.on('response', (answer, flags) => {
      const isOver = (flags & END_OF_STREAM) !== 0;
      stream.respond({ ...answer, ':status': 200 }, isOver ? { endStream: true } : { waitForTrailers: true });
    });
    forwarded.on('trailers', (sent) => (trailers = sent));
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    for (const each of [stream, forwarded]) each.on('error', () => {});
    stream.on('close', () => forwarded.close());
    stream.pipe(forwarded).pipe(stream);
  });
  return listening(server, () => target.destroy());
}

const END_OF_STREAM = 1;

const withoutPseudo = (headers: IncomingHttpHeaders) => ({
  ...Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':') && name !== 'host')),
  ':method': 'POST',
  ':path': headers[':path'],
});

async function listening(server: Server, close: () => void): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    close();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
