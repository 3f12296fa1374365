import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import type { TestProject } from 'vitest/node';
import { openDevServer } from '../../src/dev-server/dev-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of one real Temporal server for the whole suite. */
    temporalAddress: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-server-'));
  const server = await openDevServer({
    folder,
    port: await getPort(),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  project.provide('temporalAddress', server.address);
  return async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  };
}
