import type { DataConverter } from '@temporalio/common';
import { Metrics } from '../monitoring/metrics.ts';
import { watchProcess } from '../monitoring/process-metrics.ts';
import { serveMetrics } from '../monitoring/serve-metrics.ts';
import { ownVersion } from '../own-version.ts';
import { measurePayloads } from '../storage/measure-payloads.ts';
import { AgentMetrics } from './agent-metrics.ts';

export interface MonitoringOptions {
  readonly maxAgents: number;
  readonly taskQueue: string;
  readonly host: string;
  readonly port: number;
  /** Where the SDK serves its own. */
  readonly coreMetricsPort: number;
}

/** A worker's metrics, and the port that they are read from. */
export async function startMonitoring({ maxAgents, taskQueue, ...at }: MonitoringOptions) {
  const metrics = new Metrics({ maxAgents, taskQueue, version: ownVersion() });
  const { registry } = metrics;
  const process = watchProcess(registry);
  const server = await serveMetrics({ ...at, registry });
  return {
    metrics,
    agentMetrics: new AgentMetrics(registry),
    measured: <C extends DataConverter>(converter: C) => measurePayloads(converter, (use) => metrics.payloadsUsed(use)),
    close() {
      process.close();
      server.close();
    },
  };
}
