// @ts-check
import getPort, { portNumbers } from 'get-port';

/** Below those that Linux gives to outgoing connections: a service that was killed finds its port free when it comes back. */
export async function freePort() {
  const from = 10_000 + Math.floor(Math.random() * 20_000);
  return getPort({ host: '127.0.0.1', port: portNumbers(from, from + 1000) });
}

/** @param {number} count */
export async function freePorts(count) {
  const ports = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}
