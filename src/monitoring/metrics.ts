import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AttemptMetrics, AttemptOf, AttemptRecord } from '../activities/run-agent.ts';
import type { PoolCounts } from '../activities/executor/process-pool.ts';
import type { PayloadUse } from '../storage/measure-payloads.ts';
import { createPairBound } from './pair-bound.ts';

export interface MetricsOptions {
  readonly maxAgents: number;
  readonly taskQueue: string;
  readonly version: string;
}

/**
 * What the orchestrator counts, beside what the Temporal SDK counts itself. Labels are bounded: never a run, an item or a message,
 * and of the names that definitions make up, no more than `PAIRS`.
 */
export class Metrics implements AttemptMetrics {
  readonly registry = new Registry();
  readonly #bounded = createPairBound(PAIRS);
  readonly #registers = [this.registry];
  readonly #attempts = new Counter({
    name: 'orchestrator_attempts_total',
    help: 'Attempts of agents that ended, by workflow definition, agent class and status: success, failed, timed_out (given up by Temporal), cancelled, handed_over (to the next worker).',
    labelNames: ['workflow', 'class', 'status'],
    registers: this.#registers,
  });
  readonly #lost = new Counter({
    name: 'orchestrator_attempts_lost_total',
    help: 'Attempts that this worker began because the heartbeats of the one before had stopped: its worker was lost, or the agent stood still.',
    labelNames: ['workflow', 'class'],
    registers: this.#registers,
  });
  readonly #cached = new Counter({
    name: 'orchestrator_outputs_cached_total',
    help: 'Agents that were not run, because their output was in the cache.',
    labelNames: ['workflow', 'class'],
    registers: this.#registers,
  });
  readonly #seconds = new Histogram({
    name: 'orchestrator_attempt_duration_seconds',
    help: 'How long attempts of agents took.',
    labelNames: ['workflow', 'class'],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600],
    registers: this.#registers,
  });
  readonly #waited = new Histogram({
    name: 'orchestrator_attempt_queue_wait_seconds',
    help: 'How long attempts of agents waited in the task queue, from when they could have begun until a worker took them up.',
    labelNames: ['workflow', 'class'],
    buckets: [0.05, 0.1, 0.5, 1, 5, 15, 30, 60, 300, 900, 3600],
    registers: this.#registers,
  });
  readonly #atWork = new Gauge({
    name: 'orchestrator_agents_at_work',
    help: 'Agents that this worker runs now.',
    registers: this.#registers,
  });
  readonly #payloads = new Counter({
    name: 'orchestrator_payload_operations_total',
    help: 'Times that payloads were stored outside of Temporal or brought back, by result: success, failed.',
    labelNames: ['operation', 'result'],
    registers: this.#registers,
  });
  readonly #payloadBytes = new Counter({
    name: 'orchestrator_payload_bytes_total',
    help: 'Bytes of payloads that were stored outside of Temporal or brought back.',
    labelNames: ['operation'],
    registers: this.#registers,
  });
  readonly #payloadSeconds = new Histogram({
    name: 'orchestrator_payload_duration_seconds',
    help: 'How long it took to store payloads outside of Temporal or to bring them back.',
    labelNames: ['operation'],
    buckets: [0.005, 0.05, 0.1, 0.5, 1, 5, 10, 30],
    registers: this.#registers,
  });

  constructor({ maxAgents, taskQueue, version }: MetricsOptions) {
    const registers = this.#registers;
    new Gauge({
      name: 'orchestrator_agents_limit',
      help: 'Agents that this worker runs at most.',
      registers,
    }).set(maxAgents);
    new Gauge({
      name: 'orchestrator_worker_info',
      help: 'Always 1: which version this worker is, and which task queue it serves.',
      labelNames: ['version', 'task_queue'],
      registers,
    }).set({ version, task_queue: taskQueue }, 1);
    // A series that begins with its first error is no increase to Prometheus, so that the first error would go unseen.
    for (const operation of ['store', 'retrieve'])
      for (const result of ['success', 'failed']) this.#payloads.inc({ operation, result }, 0);
  }

  attemptStarted(of: AttemptOf, { queueSeconds, lost }: { queueSeconds: number; lost: boolean }): void {
    const labels = this.#bounded(of);
    this.#atWork.inc();
    this.#waited.observe(labels, queueSeconds);
    this.#lost.inc(labels, lost ? 1 : 0);
    // As above: failures of a class are counted from nothing, not from one.
    this.#attempts.inc({ ...labels, status: 'failed' }, 0);
  }

  attemptEnded({ status, seconds, ...of }: AttemptRecord): void {
    const labels = this.#bounded(of);
    this.#atWork.dec();
    this.#attempts.inc({ ...labels, status });
    this.#seconds.observe(labels, seconds);
  }

  outputCached(of: AttemptOf): void {
    this.#cached.inc(this.#bounded(of));
  }

  payloadsUsed({ operation, result, bytes, seconds }: PayloadUse): void {
    this.#payloads.inc({ operation, result });
    this.#payloadBytes.inc({ operation }, bytes);
    this.#payloadSeconds.observe({ operation }, seconds);
  }

  /** Asks the pools how they are whenever the metrics are read. */
  watchPools(pools: Readonly<Record<string, () => PoolCounts>>): void {
    new Gauge({
      name: 'orchestrator_pool_processes',
      help: 'Processes (or threads) that agents run in, by isolation and state: busy, idle.',
      labelNames: ['isolation', 'state'],
      registers: this.#registers,
      collect() {
        for (const [isolation, counts] of Object.entries(pools)) {
          const { busy, idle } = counts();
          this.set({ isolation, state: 'busy' }, busy);
          this.set({ isolation, state: 'idle' }, idle);
        }
      },
    });
    new Gauge({
      name: 'orchestrator_pool_waiting',
      help: 'Agents that this worker has taken up and that wait for a process (or a thread).',
      labelNames: ['isolation'],
      registers: this.#registers,
      collect() {
        for (const [isolation, counts] of Object.entries(pools)) this.set({ isolation }, counts().waiting);
      },
    });
  }
}

/** Workflow definitions times classes. Each has some thirty time series. */
const PAIRS = 200;
