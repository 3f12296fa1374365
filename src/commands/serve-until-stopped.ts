import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Health, type Check } from '../monitoring/health.ts';
import { withoutUndefined } from '../definition/without-undefined.ts';
import { ConnectionError } from '../connection/connection-error.ts';
import type { WorkerVersion } from '../deployments/worker-version.ts';
import type { PythonWorker } from '../python/start-python-worker.ts';
import { formatLogLine, toJsonLine, type LogLine } from '../serve/log.ts';
import type { AgentWorker, StopReport } from '../serve/agent-worker.ts';
import { Session } from '../session.ts';
import { EXIT } from './exit-code.ts';
import { ourName } from '../our-name.ts';
import { printInterrupted, printJson } from './report-error.ts';
import { workerVersionOf, type VersionFlags } from './worker-version-of.ts';

export interface WorkerFlags extends VersionFlags {
  readonly json?: boolean;
  readonly taskQueue: string;
  readonly root: string;
  readonly maxAgents?: number;
  readonly agentMemory?: number;
  readonly maxCachedRuns?: number;
  readonly metricsPort?: number;
  readonly otlp?: string;
  /** Text where there is none. */
  readonly logFormat?: 'text' | 'json';
  readonly healthPort?: number;
  readonly bind?: string;
  readonly secretsFile?: string;
  readonly secretsCommand?: string;
  readonly payloadStore?: string;
  readonly encryptionKeys?: string;
  readonly allowPlainPayloads?: boolean;
  /** Days. */
  readonly logRetention: number;
  readonly python?: boolean;
  readonly pythonBin?: string;
}

/** By then the process is gone, whatever an agent does to its event loop's turns. */
const EXIT_AFTER = 29_000;
const RETRY_PAUSES = [1, 2, 4, 8, 15, 30];

/** `orchestrator worker` and `orchestrator dev`: serves until a signal or a failure ends it, and gives the exit code. */
export async function serveUntilStopped(
  flags: WorkerFlags,
  { embeddedServer }: { embeddedServer: boolean },
): Promise<number> {
  const print = (text: string) => void process.stderr.write(`${text}\n`);
  const isJson = flags.logFormat === 'json';
  const onLog = (line: LogLine) => print(isJson ? toJsonLine(line) : formatLogLine(line));
  const say = (message: string) =>
    isJson ? onLog({ level: 'INFO', time: new Date(), message, fields: {} }) : print(message);
  const starting = new AbortController();
  let worker: AgentWorker | undefined;
  let python: PythonWorker | undefined;
  let signals = 0;
  const health = new Health();
  const onSignal = () => {
    health.stop();
    if (++signals > 1) process.exit(EXIT.interrupted);
    if (!worker) {
      starting.abort();
      if (flags.json) printInterrupted();
      process.exit(EXIT.interrupted);
    }
    say('Stopping: agents have 20 seconds to finish. Again to leave at once.');
    setTimeout(() => process.exit(EXIT.failed), EXIT_AFTER).unref();
    void worker.shutdown();
    void python?.shutdown();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);

  // The server of a laptop has one worker, whatever the environment says.
  const version = embeddedServer ? undefined : workerVersionOf(flags);
  const { healthPort, bind = '127.0.0.1' } = flags;
  const healthServer = healthPort === undefined ? undefined : await openHealth(healthPort, bind, health);
  const session = await openSession(flags, embeddedServer, say, starting.signal);
  const { taskQueue, maxAgents, metricsPort, secretsFile, secretsCommand, otlp, pythonBin, logRetention } = flags;
  const common = {
    taskQueue,
    logRetention,
    onLog,
    ...withoutUndefined({ version }),
    ...(otlp === undefined ? {} : { otlp }),
    ...(maxAgents === undefined ? {} : { maxAgents }),
    ...(secretsFile === undefined ? {} : { secretsFile }),
    ...(secretsCommand === undefined ? {} : { secretsCommand }),
  };
  // First, since it is what may not be possible.
  if (flags.python || pythonBin !== undefined)
    python = await startPython(session, { ...common, ...(pythonBin === undefined ? {} : { pythonBin }) }, say);
  const started = await session.startWorker({
    ...common,
    bind,
    ...withoutUndefined({ metricsPort, agentMemory: flags.agentMemory, maxCachedRuns: flags.maxCachedRuns }),
  });
  worker = started;
  health.serve([() => started.whyNotReady(), ...(python ? [readinessOf(python)] : [])]);
  const { address, namespace, uiUrl } = session.target;
  if (flags.json)
    printJson({
      address,
      namespace,
      ui: uiUrl ?? null,
      task_queue: taskQueue,
      ...(version ? { deployment: version.deployment, build_id: version.buildId } : {}),
    });
  say(`Worker ready: task queue "${taskQueue}", Temporal at ${address}, namespace "${namespace}".`);
  if (version) say(await sayVersioning(session.client, version));
  if (embeddedServer) {
    if (uiUrl !== undefined) say(`Web UI: ${uiUrl}`);
    say(`Start a run with \`${ourName()} run\` in another terminal. Ctrl-C stops.`);
  }
  const report = await worker.stopped;
  await session.close();
  healthServer?.close();
  return exitCodeOf(report, say);
}

async function sayVersioning(client: Session['client'], { deployment, buildId }: WorkerVersion): Promise<string> {
  const { infoOf } = await import('../deployments/describe-deployment.ts');
  const name = `Build id "${buildId}" of the deployment "${deployment}"`;
  // Until the server has taken in its first poll, there may be no such deployment.
  const info = await infoOf(client, deployment).catch(() => undefined);
  if (info?.routingConfig?.currentDeploymentVersion?.buildId === buildId) return `${name}, which is current.`;
  return `${name}, which is not current: it takes up new runs after \`${ourName()} deployment promote --deployment ${deployment} --build-id ${buildId}\`.`;
}

async function startPython(
  session: Session,
  options: Parameters<Session['startPythonWorker']>[0],
  say: (text: string) => void,
): Promise<PythonWorker> {
  const python = await session.startPythonWorker({ ...options, onProgress: say });
  void python.ready.then((versions) => say(`Python worker ready: task queue "${python.taskQueue}", ${versions}.`));
  return python;
}

async function openHealth(port: number, host: string, health: Health): Promise<Server> {
  const { serveHealth } = await import('../monitoring/serve-health.ts');
  return serveHealth({ port, host, health });
}

function readinessOf({ ready }: PythonWorker): Check {
  let isReady = false;
  void ready.then(() => (isReady = true));
  return async () => (isReady ? undefined : 'the Python worker does not poll yet');
}

/** A worker outlives a server that is not there yet: it tries again, and says so. */
async function openSession(
  { root, payloadStore, encryptionKeys, allowPlainPayloads }: WorkerFlags,
  embeddedServer: boolean,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<Session> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await Session.open({
        root: resolve(root),
        embeddedServer,
        onProgress: say,
        signal,
        ...withoutUndefined({ payloadStore, encryptionKeys, allowPlainPayloads }),
      });
    } catch (error) {
      if (!(error instanceof ConnectionError) || error.lasting || attempt >= RETRY_PAUSES.length) throw error;
      const pause = RETRY_PAUSES[attempt]!;
      say(`${error.message.split('\n')[0]}; trying again in ${pause} s`);
      await delay(pause * 1000);
    }
  }
}

function exitCodeOf({ abandoned, error }: StopReport, say: (text: string) => void): number {
  if (error) say(`The worker has failed: ${error.message}`);
  if (abandoned.length > 0) say(`Given up, to be started again by the next worker: ${abandoned.join(', ')}.`);
  return error || abandoned.length > 0 ? EXIT.failed : EXIT.success;
}
