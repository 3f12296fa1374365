import type { Server } from 'node:http';
import type { Registry } from 'prom-client';
import { serveEndpoints } from './serve-endpoints.ts';
import { alive } from './serve-health.ts';

/** One Prometheus endpoint for the SDK's own metrics, which it serves on a port of its own, and ours. */
export async function serveMetrics(options: {
  port: number;
  host: string;
  registry: Registry;
  coreMetricsPort: number;
}): Promise<Server> {
  const { registry, coreMetricsPort, ...at } = options;
  const page = async () => ({ contentType: registry.contentType, text: await metrics(registry, coreMetricsPort) });
  return serveEndpoints({ ...at, option: '--metrics-port', endpoints: { '/metrics': page, '/healthz': alive } });
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
