import getPort, { portNumbers } from 'get-port';
import type { Ports } from './command-line.ts';

const SPAN = 99;

/**
 * The preferred ports, or the next free ones above: small numbers are easier to read, and the system never gives them to an
 * outgoing connection, so a restarted server finds its port free again. Called again, it avoids what it chose before.
 */
export async function choosePorts(preferred: { server: number; ui: number }): Promise<Ports> {
  return {
    server: await freeFrom(preferred.server),
    ui: await freeFrom(preferred.ui),
    http: await getPort({ host: '127.0.0.1' }),
    metrics: await getPort({ host: '127.0.0.1' }),
  };
}

/** Looks at every local address: a container that publishes the port on 0.0.0.0 would otherwise go unseen on macOS. */
function freeFrom(port: number): Promise<number> {
  return getPort({ port: portNumbers(port, Math.min(port + SPAN, 65_535)) });
}
