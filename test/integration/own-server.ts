import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { openServerLog } from '../../src/dev-server/server-log.ts';
import { startTemporal } from '../../src/dev-server/temporal-process.ts';

export interface OwnServer {
  readonly address: string;
  close(): Promise<void>;
}

/** The embedded server as it is, but for these settings of Temporal's dynamic configuration. */
export async function startOwnServer(...settings: readonly string[]): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-server-'));
  const real = await findTemporal({ onProgress: () => {} });
  const binary = join(folder, 'temporal');
  const more = settings.map((setting) => `'--dynamic-config-value=${setting}'`).join(' ');
  await writeFile(binary, `#!/bin/sh\nexec '${real}' "$@" ${more}\n`);
  await chmod(binary, 0o755);
  const [port, ui, http, metrics] = [await getPort(), await getPort(), await getPort(), await getPort()];
  const server = startTemporal({
    binary,
    folder,
    ports: { server: port, ui, http, metrics },
    log: openServerLog(join(folder, 'server.log')),
  });
  if (!(await server.ready)) throw new Error('the server does not start');
  return {
    address: `127.0.0.1:${port}`,
    async close() {
      await server.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
