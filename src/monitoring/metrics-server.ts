import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';

/**
 * One Prometheus endpoint on the loopback interface: the SDK's own metrics, which it serves on a port of its own, and ours.
 * It answers only while the event loop turns, as a health check should.
 */
export async function serveMetrics(options: {
  port: number;
  registry: Registry;
  coreMetricsPort: number;
}): Promise<Server> {
  const { port, registry, coreMetricsPort } = options;
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return void response.end('ok\n');
    if (request.url !== '/metrics') return void response.writeHead(404).end('see /metrics\n');
    void metrics(registry, coreMetricsPort).then((text) =>
      response.writeHead(200, { 'content-type': registry.contentType }).end(text),
    );
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      code === 'EADDRINUSE' ? `the metrics port ${port} is taken; choose another with --metrics-port` : message,
      { cause: error },
    );
  }
  return server;
}

async function metrics(registry: Registry, coreMetricsPort: number): Promise<string> {
  const ours = registry.metrics();
  try {
    const answer = await fetch(`http://127.0.0.1:${coreMetricsPort}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return (await answer.text()) + (await ours);
  } catch {
    return ours;
  }
}
