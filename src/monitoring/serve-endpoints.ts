import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

export interface Answer {
  readonly status?: number;
  readonly contentType?: string;
  readonly text: string;
}

export interface ServeOptions {
  readonly port: number;
  /** An address of this machine. */
  readonly host: string;
  /** The option that chose the port, for the message if it is taken. */
  readonly option: '--metrics-port' | '--health-port';
  readonly endpoints: Readonly<Record<string, () => Answer | Promise<Answer>>>;
}

/** Serves a few small pages to monitoring. Nothing is read but the path, and no client can hold more than its share. */
export async function serveEndpoints({ port, host, option, endpoints }: ServeOptions): Promise<Server> {
  const paths = Object.keys(endpoints).join(', ');
  const answerTo = async (path: string): Promise<Answer> => {
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
    return endpoint ? endpoint() : { status: 404, text: `there is ${paths}\n` };
  };
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    answerTo(path).then(
      ({ status = 200, contentType = 'text/plain; charset=utf-8', text }) =>
        response.writeHead(status, { 'content-type': contentType }).end(request.method === 'HEAD' ? undefined : text),
      (error: unknown) => response.writeHead(500).end(`${error instanceof Error ? error.message : String(error)}\n`),
    );
  });
  server.maxConnections = 100;
  // Whoever is done must not wait for a scraper that keeps its connection.
  server.unref();
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(problemOf(error as NodeJS.ErrnoException, { port, host, option }), { cause: error });
  }
  return server;
}

function problemOf(
  { code, message }: NodeJS.ErrnoException,
  { port, host, option }: Omit<ServeOptions, 'endpoints'>,
): string {
  const what = option === '--metrics-port' ? 'metrics' : 'health';
  switch (code) {
    case 'EADDRINUSE':
      return `the ${what} port ${port} is taken; choose another with ${option}`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine; choose another with --bind`;
    default:
      return message;
  }
}
