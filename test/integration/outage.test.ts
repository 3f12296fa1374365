import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { expect, onTestFinished, test } from 'vitest';
import { findTemporal } from '../../src/dev-server/find-temporal.ts';
import { openServerLog } from '../../src/dev-server/server-log.ts';
import { startTemporal } from '../../src/dev-server/temporal-process.ts';
import { newProject } from './project.ts';

test('a server that goes while a run is followed is named, and the run is followed to its end when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-server-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const binary = await findTemporal({ onProgress: () => {} });
  const ports = { server: await getPort(), ui: await getPort(), http: await getPort(), metrics: await getPort() };
  const start = async () => {
    const server = startTemporal({ binary, folder, ports, log: openServerLog(join(folder, 'server.log')) });
    onTestFinished(() => server.end());
    expect(await server.ready).toBe(true);
    return server;
  };
  const first = await start();
  const address = `127.0.0.1:${ports.server}`;
  const project = await newProject(
    {
      'workflow.yaml':
        'phases: [{ name: only, agents: [{ id: slow, module: agents.all, class: Sleeper, with: { ms: 3000 } }] }]',
    },
    { TEMPORAL_ADDRESS: address },
  );
  await project.worker();
  const run = project.start(['run', '-f', 'workflow.yaml', '--json', '--task-queue', project.taskQueue]);
  await project.hasNoted('began slow');
  await first.end();
  await run.says(`Temporal does not answer at ${address}`);
  await start();
  const { code, stdout, stderr } = await run.finished;
  expect(stderr).not.toContain('unexpected error');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'success' });
  expect(code).toBe(0);
});
