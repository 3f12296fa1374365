import getPort from 'get-port';
import { expect, test } from 'vitest';
import { findTool } from '../deploy/tool.ts';
import { newProject } from './project.ts';

const PROJECT = {
  'workflow.yaml':
    'name: workflow\nphases: [{ name: phase, agents: [{ module: agents.all, class: Sleeper, with: { ms: 4000 } }] }]\n',
};

/** Status and text; undefined where nothing listens. */
async function get(url: string): Promise<[number, string] | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return [response.status, await response.text()];
  } catch {
    return undefined;
  }
}

test('a worker is alive from its start, ready while it takes up agents, and not once it is told to stop', async () => {
  const project = await newProject(PROJECT);
  const [port, metricsPort] = [await getPort(), await getPort()];
  const worker = await project.worker('--health-port', String(port), '--metrics-port', String(metricsPort));
  expect(await get(`http://127.0.0.1:${port}/healthz`)).toEqual([200, 'ok\n']);
  expect(await get(`http://127.0.0.1:${port}/readyz`)).toEqual([200, 'ok\n']);
  // Another address of the loopback interface is another address: only the one asked for is served.
  expect(await get(`http://127.0.0.2:${port}/healthz`)).toBeUndefined();
  expect(await get(`http://127.0.0.2:${metricsPort}/metrics`)).toBeUndefined();

  await project.cli('run', '-f', 'workflow.yaml', '--task-queue', project.taskQueue, '--detach');
  await project.hasNoted('began sleeper');
  const [, metrics = ''] = (await get(`http://127.0.0.1:${metricsPort}/metrics`)) ?? [];
  expect(metrics).toMatch(/^orchestrator_agents_at_work 1$/m);
  expect(metrics).toMatch(/^orchestrator_pool_processes\{isolation="process",state="busy"\} 1$/m);
  const promtool = findTool('promtool');
  if (promtool) expect(promtool(['check', 'metrics'], metrics)).toMatchObject({ status: 0, text: '' });

  worker.child.kill('SIGTERM');
  await worker.says('Stopping');
  expect(await get(`http://127.0.0.1:${port}/readyz`)).toEqual([503, 'not ready: shutting down\n']);
  expect(await get(`http://127.0.0.1:${port}/healthz`)).toEqual([200, 'ok\n']);
  expect(await worker.finished).toMatchObject({ code: 0 });
});

test('a worker that Temporal does not answer yet is alive and not ready, on the address that was asked for', async () => {
  const project = await newProject(PROJECT);
  const [port, nobody] = [await getPort(), await getPort()];
  const worker = project.start(['worker', '--health-port', String(port), '--bind', '127.0.0.2'], {
    env: { TEMPORAL_ADDRESS: `127.0.0.1:${nobody}` },
  });
  await worker.says('trying again');
  expect(await get(`http://127.0.0.2:${port}/healthz`)).toEqual([200, 'ok\n']);
  expect(await get(`http://127.0.0.2:${port}/readyz`)).toEqual([503, 'not ready: starting\n']);
  expect(await get(`http://127.0.0.1:${port}/healthz`)).toBeUndefined();
});

test('--bind takes addresses alone', async () => {
  const project = await newProject(PROJECT);
  const { code, stderr } = await project.cli('worker', '--bind', 'localhost');
  expect(code).toBe(2);
  expect(stderr).toContain('It must be an IP address, such as 127.0.0.1 or 0.0.0.0.');
});
