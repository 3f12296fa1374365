import { once } from 'node:events';
import { createServer } from 'node:net';
import { ok, warn, type Finding } from './finding.ts';

export async function checkMetricsPort(port: number): Promise<Finding[]> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return [ok('metrics port', `${port} is free`)];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (await isOurs(port)) return [ok('metrics port', `a worker serves its metrics on ${port}`)];
    return [
      warn(
        'metrics port',
        code === 'EADDRINUSE' ? `${port} is taken by another program` : `${port} cannot be used: ${message}`,
        'Give workers another one with --metrics-port.',
      ),
    ];
  } finally {
    server.close();
  }
}

async function isOurs(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) });
    return (await answer.text()) === 'ok\n';
  } catch {
    return false;
  }
}
