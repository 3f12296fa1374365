import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import getPort from 'get-port';
import { createOutputCache } from '../activities/cache/output-cache.ts';
import { createInlineExecutor } from '../activities/executor/inline-executor.ts';
import { createProcessExecutor } from '../activities/executor/process-executor.ts';
import { gateActivities } from '../activities/gate-activities.ts';
import { createThreadExecutor } from '../activities/executor/thread-executor.ts';
import { createRunAgent, type MeasurementSink } from '../activities/run-agent.ts';
import { openSecretStore } from '../activities/secrets/secret-store.ts';
import { ConnectionError } from '../connection/connection-error.ts';
import { DEFAULT_MAX_AGENTS } from '../defaults.ts';
import { deploymentOptions, type WorkerVersion } from '../deployments/worker-version.ts';
import { isLocal, type Target } from '../connection/target.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { environment, STATE_FOLDER } from '../environment.ts';
import type { DataConverters } from '../encryption/data-converters.ts';
import type { AgentLogs } from '../logs/agent-logs.ts';
import { keepSwept } from '../storage/keep-swept.ts';
import type { PayloadStorage } from '../storage/payload-storage.ts';
import type { Traces } from '../tracing/traces.ts';
import type { LogSink } from './log.ts';
import { runSinks } from './run-sinks.ts';
import { installRuntime } from './runtime.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** A worker's way out, in seconds from the moment it is told to stop; each step has what the one before left over. */
const SHUTDOWN = { abortAfter: 20, killAfter: 26, forceAfter: 27 };

export interface AgentWorkerOptions {
  readonly target: Target;
  readonly taskQueue: string;
  /** With worker versioning. Absent, the worker is of no version. */
  readonly version?: WorkerVersion;
  /** The folder in which agents are found, and in which they run. */
  readonly root: string;
  /** Agents at work in this worker at the same time. Default: four for each core, at least eight. */
  readonly maxAgents?: number;
  /** MiB of JavaScript heap that an agent in a process or a thread may fill; all of its memory may be twice that. Default: 512. */
  readonly agentMemory?: number;
  /** Runs kept in memory between their steps; others are read from their history again. Default: what fits into this process's heap. */
  readonly maxCachedRuns?: number;
  readonly payloads: PayloadStorage;
  readonly converters: DataConverters;
  readonly onLog: LogSink;
  /** Keeps what agents log. */
  readonly logs: AgentLogs;
  /** Makes spans of what runs; where there are no traces, absent. */
  readonly traces?: Traces | undefined;
  /** Serve Prometheus metrics on this port. */
  readonly metricsPort?: number;
  /** On this address of the machine. Default: loopback. */
  readonly bind?: string;
  /** Where the worker looks for secrets that its environment does not have: a file, and then what a program says. */
  readonly secretsFile?: string;
  readonly secretsCommand?: string;
}

export interface AgentWorker {
  /** Settles when the worker has ended, of its own accord or not. */
  readonly stopped: Promise<StopReport>;
  /** Takes what agents measure elsewhere, where this worker serves metrics. */
  readonly agentMetrics: MeasurementSink | undefined;
  /** Why it does not take up agents at this moment, if it does not. */
  whyNotReady(): Promise<string | undefined>;
  /** Stops polling, lets agents finish for 20 seconds, then ends them: about 27 seconds at most. */
  shutdown(): Promise<StopReport>;
}

export interface StopReport {
  /** `phase/agent of RUN` for agents that were given up; Temporal starts them again on another worker. */
  readonly abandoned: readonly string[];
  /** Why the worker ended although nobody asked it to. */
  readonly error?: Error;
}

/** Starts a worker in this process: it interprets definitions and runs their agents. */
export async function startAgentWorker(options: AgentWorkerOptions): Promise<AgentWorker> {
  const { target, root, version, maxAgents = DEFAULT_MAX_AGENTS, metricsPort, payloads, converters } = options;
  const secrets = await openSecretStore({
    environment,
    file: options.secretsFile,
    command: options.secretsCommand,
  });
  const coreMetricsPort = metricsPort === undefined ? undefined : await getPort({ host: '127.0.0.1' });
  installRuntime({ onLog: options.onLog, ...(coreMetricsPort === undefined ? {} : { coreMetricsPort }) });
  const monitoring =
    metricsPort === undefined || coreMetricsPort === undefined
      ? undefined
      : await monitor(options, { maxAgents, port: metricsPort, coreMetricsPort });
  const outputLimit = withoutUndefined({ outputLimit: payloads.outputLimit });
  const limits = { ...outputLimit, ...withoutUndefined({ heapLimit: options.agentMemory }), maxProcesses: maxAgents };
  const executors = {
    process: createProcessExecutor({ root, env: environment, ...limits }),
    thread: createThreadExecutor({ root, env: environment, ...limits }),
    inline: createInlineExecutor({ root, ...outputLimit }),
  };
  monitoring?.metrics.watchPools({
    process: () => executors.process.counts(),
    thread: () => executors.thread.counts(),
  });
  const cache = createOutputCache(join(root, STATE_FOLDER, 'cache'), (message) =>
    options.onLog({ level: 'WARN', time: new Date(), message, fields: {} }),
  );
  void cache.sweep();
  const stopping = new AbortController();
  const atWork = new Set<string>();
  const connection = await connectNative(target);
  const worker = await Worker.create({
    connection,
    namespace: target.namespace,
    taskQueue: options.taskQueue,
    ...(version === undefined ? {} : { workerDeploymentOptions: deploymentOptions(version) }),
    workflowBundle: workflowBundle({
      encodesFailures: converters.worker.failureConverterPath !== undefined,
      tellsRunEnds: options.traces !== undefined,
      isVersioned: version !== undefined,
    }),
    dataConverter: monitoring?.measured(converters.worker) ?? converters.worker,
    ...(options.traces ? { sinks: runSinks(options.traces.runEnded) } : {}),
    activities: {
      ...gateActivities,
      default: createRunAgent({
        executors,
        secrets,
        cache,
        logs: options.logs,
        traces: options.traces,
        stopping: stopping.signal,
        atWork,
        ...(monitoring ? { metrics: monitoring.metrics, agentMetrics: monitoring.agentMetrics } : {}),
      }),
    },
    maxConcurrentActivityTaskExecutions: maxAgents,
    ...withoutUndefined({ maxCachedWorkflows: options.maxCachedRuns }),
    // Each poll holds a place for the agent that it may bring. What is left lets the server start agents eagerly, with the
    // answer to the workflow task, which spares agents in a sequence a transition and a poll. (The SDK accepts
    // `maxConcurrentActivityTaskPolls` and ignores it.)
    activityTaskPollerBehavior: {
      type: 'simple-maximum',
      maximum: Math.max(1, Math.min(5, Math.floor(maxAgents / 2))),
    },
    shutdownGraceTime: `${SHUTDOWN.abortAfter}s`,
    shutdownForceTime: `${SHUTDOWN.forceAfter}s`,
    // An agent hears of a cancellation with the answer to a heartbeat, and these are held back for this long at most.
    maxHeartbeatThrottleInterval: '2s',
    // After a worker was killed, its runs wait this long for it before another worker gets them.
    stickyQueueScheduleToStartTimeout: '5s',
  });

  const running = worker.run();
  const watching = new AbortController();
  const { namespace } = target;
  keepSwept(() => payloads.sweep(new Client({ connection, namespace, dataConverter: converters.client })), {
    signal: watching.signal,
    onError: (error) =>
      options.onLog({
        level: 'WARN',
        time: new Date(),
        message: `old payloads could not be swept: ${error instanceof Error ? error.message : String(error)}`,
        fields: {},
      }),
  });
  const close = async () => {
    watching.abort();
    await Promise.all(Object.values(executors).map((executor) => executor.close()));
    monitoring?.close();
    await connection.close().catch(() => {});
  };
  // `run()` may never settle after a fatal error, so the worker's state is watched as well.
  const failed = watchForFailure(worker, watching.signal);
  let asked = false;
  const stopped = Promise.race([running, failed])
    .then(
      () => ({ abandoned: [] }),
      (error: Error) => ({ abandoned: [...atWork], ...(asked ? {} : { error }) }),
    )
    .finally(close);

  return {
    stopped,
    agentMetrics: monitoring?.agentMetrics,
    whyNotReady: () => whyNotReady(worker, connection),
    async shutdown() {
      if (!asked) {
        asked = true;
        stopping.abort();
        if (worker.getState() === 'RUNNING') worker.shutdown();
        const kill = setTimeout(() => {
          for (const executor of [executors.process, executors.thread]) void executor.close();
        }, SHUTDOWN.killAfter * 1000);
        void stopped.finally(() => clearTimeout(kill));
      }
      return stopped;
    },
  };
}

async function connectNative(target: Target): Promise<NativeConnection> {
  const { address, options } = target;
  try {
    // Compression costs time and saves nothing on the same machine.
    return await NativeConnection.connect({
      ...options,
      address,
      ...(isLocal(target) ? { grpcCompression: { codec: 'none' } } : {}),
    });
  } catch (error) {
    throw new ConnectionError(`Temporal cannot be reached at ${address}: ${(error as Error).message}`, {
      lasting: false,
      cause: error,
    });
  }
}

/** Loaded only for a worker that serves metrics. */
async function monitor(
  { taskQueue, bind = '127.0.0.1' }: AgentWorkerOptions,
  at: { maxAgents: number; port: number; coreMetricsPort: number },
) {
  const { startMonitoring } = await import('./start-monitoring.ts');
  return startMonitoring({ taskQueue, host: bind, ...at });
}

async function whyNotReady(worker: Worker, connection: NativeConnection): Promise<string | undefined> {
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  if (runState !== 'RUNNING') return `the worker is ${runState.toLowerCase()}`;
  if (workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING') return 'the worker does not poll';
  const silent = 'Temporal does not answer';
  const answered = connection
    .withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}))
    .then(
      () => undefined,
      () => silent,
    );
  // Where nothing listens, the SDK tries on for ten seconds, whatever the deadline.
  return Promise.race([answered, delay(2_000, silent, { ref: false })]);
}

async function watchForFailure(worker: Worker, signal: AbortSignal): Promise<never> {
  while (worker.getState() !== 'FAILED') await delay(1_000, undefined, { signal, ref: false });
  throw new Error('the worker failed: see its log');
}
