import getPort, { clearLockedPorts } from 'get-port';
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { choosePorts } from '../../src/dev-server/choose-ports.ts';

test('the preferred ports are taken if they are free, and others above them if not', async () => {
  const [server, ui] = [await getPort(), await getPort()];
  clearLockedPorts();
  const free = await choosePorts({ server, ui });
  expect(free).toMatchObject({ server, ui });
  expect(new Set(Object.values(free)).size).toBe(4);

  clearLockedPorts();
  const others = [net.createServer().listen(server, '127.0.0.1'), net.createServer().listen(ui, '0.0.0.0')];
  await Promise.all(others.map((other) => once(other, 'listening')));
  try {
    const second = await choosePorts({ server, ui });
    expect(second.server).toBeGreaterThan(server);
    expect(second.ui).toBeGreaterThan(ui);
  } finally {
    for (const other of others) other.close();
  }
});

test('what was chosen once is not chosen again at once, since its first user may just be starting', async () => {
  const preferred = { server: await getPort(), ui: await getPort() };
  clearLockedPorts();
  const first = await choosePorts(preferred);
  const second = await choosePorts(preferred);
  expect(second.server).not.toBe(first.server);
  expect(second.ui).not.toBe(first.ui);
});
