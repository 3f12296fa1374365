import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import getPort from 'get-port';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Metrics } from '../../src/monitoring/metrics.ts';
import { createPairBound } from '../../src/monitoring/pair-bound.ts';
import { watchProcess } from '../../src/monitoring/process-metrics.ts';
import { serveMetrics } from '../../src/monitoring/serve-metrics.ts';
import { findTool } from '../deploy/tool.ts';

const SCAN = { workflow: 'traffic', class: 'ScanAgent' };
const metrics = () => new Metrics({ maxAgents: 8, taskQueue: 'orchestrator', version: '1.2.3' });
const started = { queueSeconds: 0.2, lost: false };

describe('the metrics of a worker', () => {
  test('count attempts by how they ended, and those at work', async () => {
    const all = metrics();
    for (const status of ['success', 'failed', 'timed_out', 'handed_over'] as const) {
      all.attemptStarted(SCAN, started);
      all.attemptEnded({ ...SCAN, status, seconds: 2 });
    }
    all.attemptStarted(SCAN, { queueSeconds: 20, lost: true });
    const text = await all.registry.metrics();
    for (const status of ['success', 'failed', 'timed_out', 'handed_over'])
      expect(text).toContain(
        `orchestrator_attempts_total{workflow="traffic",class="ScanAgent",status="${status}"} 1\n`,
      );
    expect(text).toContain('orchestrator_agents_at_work 1\n');
    expect(text).toContain('orchestrator_agents_limit 8\n');
    expect(text).toContain('orchestrator_attempts_lost_total{workflow="traffic",class="ScanAgent"} 1\n');
    expect(text).toContain(
      'orchestrator_attempt_duration_seconds_bucket{le="5",workflow="traffic",class="ScanAgent"} 4\n',
    );
    expect(text).toContain(
      'orchestrator_attempt_queue_wait_seconds_bucket{le="0.5",workflow="traffic",class="ScanAgent"} 4\n',
    );
    expect(text).toContain('orchestrator_worker_info{version="1.2.3",task_queue="orchestrator"} 1\n');
  });

  test('begin failures at nothing, so that the first one is an increase', async () => {
    const all = metrics();
    all.attemptStarted(SCAN, started);
    const text = await all.registry.metrics();
    expect(text).toContain('orchestrator_attempts_total{workflow="traffic",class="ScanAgent",status="failed"} 0\n');
    expect(text).toContain('orchestrator_payload_operations_total{operation="store",result="failed"} 0\n');
  });

  test('ask the pools each time they are read', async () => {
    const all = metrics();
    let idle = 2;
    all.watchPools({ process: () => ({ busy: 1, idle, waiting: 3 }) });
    expect(await all.registry.metrics()).toContain('orchestrator_pool_processes{isolation="process",state="idle"} 2\n');
    idle = 0;
    const text = await all.registry.metrics();
    expect(text).toContain('orchestrator_pool_processes{isolation="process",state="idle"} 0\n');
    expect(text).toContain('orchestrator_pool_waiting{isolation="process"} 3\n');
  });

  test('tell of payloads', async () => {
    const all = metrics();
    all.payloadsUsed({ operation: 'store', result: 'success', bytes: 300_000, seconds: 0.02 });
    all.payloadsUsed({ operation: 'store', result: 'failed', bytes: 0, seconds: 5 });
    const text = await all.registry.metrics();
    expect(text).toContain('orchestrator_payload_bytes_total{operation="store"} 300000\n');
    expect(text).toContain('orchestrator_payload_operations_total{operation="store",result="failed"} 1\n');
  });

  test('do not grow with the names that somebody makes up', async () => {
    const all = metrics();
    for (let index = 0; index < 1_000; index++) all.attemptStarted({ workflow: `w${index}`, class: 'Any' }, started);
    const text = await all.registry.metrics();
    expect(text.match(/^orchestrator_attempt_queue_wait_seconds_count\{/gm)).toHaveLength(201);
    expect(text).toContain('orchestrator_attempt_queue_wait_seconds_count{workflow="other",class="other"} 800\n');
  });

  test('say how much the process uses, and how long its event loop stood still', async () => {
    const all = metrics();
    const watching = watchProcess(all.registry);
    onTestFinished(() => watching.close());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const until = Date.now() + 400;
    while (Date.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const read = async (name: string) =>
      Number(new RegExp(`^${name} (.+)$`, 'm').exec(await all.registry.metrics())?.[1]);
    expect(await read('orchestrator_event_loop_delay_seconds')).toBeGreaterThan(0.3);
    expect(await read('orchestrator_event_loop_delay_seconds')).toBeLessThan(0.3);
    expect(await read('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(await read('process_cpu_seconds_total')).toBeGreaterThan(0);
  });

  const promtool = findTool('promtool');
  test.skipIf(promtool === undefined)('are as Prometheus would have them', async () => {
    const all = metrics();
    all.attemptStarted(SCAN, started);
    all.attemptEnded({ ...SCAN, status: 'success', seconds: 2 });
    all.outputCached(SCAN);
    all.payloadsUsed({ operation: 'retrieve', result: 'success', bytes: 1, seconds: 1 });
    all.watchPools({ thread: () => ({ busy: 1, idle: 1, waiting: 0 }) });
    watchProcess(all.registry).close();
    expect(promtool!(['check', 'metrics'], await all.registry.metrics())).toMatchObject({ status: 0, text: '' });
  });
});

test('pairs that are known stay, and later ones are one', () => {
  const bounded = createPairBound(1);
  expect(bounded(SCAN)).toEqual(SCAN);
  expect(bounded({ ...SCAN, class: 'Other' })).toEqual({ workflow: 'other', class: 'other' });
  expect(bounded(SCAN)).toEqual(SCAN);
});

describe('the metrics port', () => {
  const serve = async (coreMetricsPort: number, options: { port?: number; host?: string } = {}) => {
    const port = options.port ?? (await getPort({ host: '127.0.0.1' }));
    const { registry } = metrics();
    const server = await serveMetrics({ port, host: options.host ?? '127.0.0.1', registry, coreMetricsPort });
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${port}`;
  };

  test('serves what the SDK counts and what we count as one page', async () => {
    const core = createServer((_request, response) => response.end('temporal_request_total 3\n')).listen(
      0,
      '127.0.0.1',
    );
    onTestFinished(() => void core.close());
    await new Promise((resolve) => core.once('listening', resolve));
    const text = await (await fetch(`${await serve((core.address() as AddressInfo).port)}/metrics`)).text();
    expect(text).toMatch(/^temporal_request_total 3$/m);
    expect(text).toMatch(/^orchestrator_agents_limit 8$/m);
  });

  test('serves ours where the SDK does not answer, and says what else there is', async () => {
    const base = await serve(await getPort({ host: '127.0.0.1' }));
    expect(await (await fetch(`${base}/metrics`)).text()).toMatch(/^orchestrator_agents_limit 8$/m);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    const other = await fetch(`${base}/constructor`);
    expect([other.status, await other.text()]).toEqual([404, 'there is /metrics, /healthz\n']);
  });

  test('that is taken, or on an address that is not ours, is refused with what to do', async () => {
    const port = await getPort({ host: '127.0.0.1' });
    await serve(1, { port });
    await expect(serve(1, { port })).rejects.toThrow(
      `the metrics port ${port} is taken; choose another with --metrics-port`,
    );
    await expect(serve(1, { host: '192.0.2.1' })).rejects.toThrow(
      '192.0.2.1 is no address of this machine; choose another with --bind',
    );
  });
});
