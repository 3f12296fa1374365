import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createOutputCache } from '../activities/cache/output-cache.ts';
import type { MeasurementSink } from '../activities/run-agent.ts';
import { openSecretStore } from '../activities/secrets/secret-store.ts';
import type { Target } from '../connection/target.ts';
import { DEFAULT_MAX_AGENTS } from '../defaults.ts';
import type { WorkerVersion } from '../deployments/worker-version.ts';
import type { DataConverters } from '../encryption/data-converters.ts';
import { environment, STATE_FOLDER } from '../environment.ts';
import type { AgentLogs } from '../logs/agent-logs.ts';
import type { LogLine, LogSink } from '../serve/log.ts';
import type { PayloadStorage } from '../storage/payload-storage.ts';
import type { Traces } from '../tracing/traces.ts';
import { answerWorker } from './answer-worker.ts';
import { pythonEnvironment } from './python-environment.ts';
import { createPythonLogs } from './python-logs.ts';
import { createPythonSpans } from './python-spans.ts';
import { pythonTaskQueue } from './python-task-queue.ts';
import { startPythonProcess, type FromPython, type PythonProcess } from './python-process.ts';
import { writeSettings } from './worker-settings.ts';

export interface PythonWorkerOptions {
  readonly target: Target;
  /** Of the worker beside it: Python agents are sent to the one with `-python` behind its name. */
  readonly taskQueue: string;
  /** Of the worker beside it, with worker versioning. */
  readonly version?: WorkerVersion;
  readonly root: string;
  readonly payloads: PayloadStorage;
  readonly converters: DataConverters;
  readonly maxAgents?: number;
  /** An interpreter with what the agents import. Default: the first on the PATH that is new enough. */
  readonly pythonBin?: string;
  /** Where the worker looks for secrets that its environment does not have: a file, and then what a program says. */
  readonly secretsFile?: string;
  readonly secretsCommand?: string;
  readonly onLog: LogSink;
  /** Keeps what agents log. */
  readonly logs: AgentLogs;
  /** Takes what agents measure; says what it does not take. */
  readonly agentMetrics?: MeasurementSink | undefined;
  /** Makes spans of attempts. */
  readonly traces?: Traces | undefined;
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface PythonWorker {
  readonly taskQueue: string;
  /** Resolves when it polls for the first time, with the versions it runs on. Never, if it never does. */
  readonly ready: Promise<string>;
  /** Stops polling, lets agents finish for 20 seconds, then ends them. Resolves when the process is gone. */
  shutdown(): Promise<void>;
}

const PAUSES = [1, 2, 4, 8, 15, 30];
/** Seconds of work after which a worker that ends is not taken for one that cannot start. */
const SETTLED = 60;
const KILL_AFTER = 28_000;

/**
 * Starts the worker for `runtime: python` as a process beside this one, and starts it again when it ends by itself.
 * @throws PythonError if there is no Python for it, or its packages cannot be installed.
 */
export async function startPythonWorker(options: PythonWorkerOptions): Promise<PythonWorker> {
  const {
    target,
    root,
    payloads,
    converters,
    pythonBin,
    maxAgents = DEFAULT_MAX_AGENTS,
    onLog,
    logs,
    agentMetrics,
    traces,
    onProgress = () => {},
    signal,
  } = options;
  const secrets = await openSecretStore({
    environment,
    file: options.secretsFile,
    command: options.secretsCommand,
  });
  const interpreter = await pythonEnvironment({ pythonBin, root, env: environment, onProgress, signal });
  const taskQueue = pythonTaskQueue(options.taskQueue);
  const { payloadCodecs: codecs = [], failureConverterPath } = converters.worker;
  const encrypts = failureConverterPath !== undefined;
  const settings = writeSettings({
    target,
    taskQueue,
    version: options.version,
    root,
    maxAgents,
    payloads,
    encrypts,
    traces: traces !== undefined,
  });
  const log = (level: LogLine['level'], message: string) => onLog({ level, time: new Date(), message, fields: {} });
  const cache = createOutputCache(join(root, STATE_FOLDER, 'cache'), (problem) => log('WARN', problem));
  const stopping = new AbortController();
  let current: PythonProcess | undefined;
  let isReady: (versions: string) => void = () => {};
  const ready = new Promise<string>((resolve) => (isReady = resolve));

  const start = () => {
    let reason = '';
    const kept = createPythonLogs(logs, onLog);
    const spans = createPythonSpans(traces);
    const onMessage = (message: FromPython, answer: (reply: object) => void) => {
      switch (message.kind) {
        case 'ready':
          return isReady(`Python ${message.python}, temporalio ${message.temporalio}`);
        case 'failed':
          return void (reason = `: ${message.message}`);
        case 'attempt_ended':
          spans.end(message.attempt, { status: message.status, errorType: message.error?.type });
          return kept.take(message);
        case 'log':
          return kept.take(message);
        case 'measurements':
          for (const measurement of message.measurements) {
            const problem = agentMetrics?.record(measurement);
            if (problem !== undefined)
              kept.take({ kind: 'log', level: 'WARN', message: problem, attempt: message.attempt });
          }
          return;
        case 'attempt_began':
          return void spans.begin(message.attempt).then((reply) => answer({ ...reply, id: message.id }));
        default:
          return void answerWorker(message, { secrets, cache, payloads, codecs }).then((reply) =>
            answer({ ...reply, id: message.id }),
          );
      }
    };
    const process = startPythonProcess({ interpreter, settings, root, env: environment, onMessage, onLog });
    return { process, gone: process.gone.then((how) => how + reason) };
  };

  const supervised = (async () => {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const startedAt = performance.now();
      const { process, gone } = start();
      current = process;
      const how = await gone;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > SETTLED * 1000) failures = 0;
      const pause = PAUSES[Math.min(failures, PAUSES.length - 1)]!;
      log('ERROR', `The Python worker ${how}. It is started again in ${pause} s.`);
      await delay(pause * 1000, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    taskQueue,
    ready,
    async shutdown() {
      if (!stopping.signal.aborted) {
        stopping.abort();
        current?.terminate();
        const kill = setTimeout(() => current?.kill(), KILL_AFTER);
        void supervised.finally(() => clearTimeout(kill));
      }
      return supervised;
    },
  };
}
