import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { connect } from './connection/connect.ts';
import { plainTextWarning } from './connection/plain-text.ts';
import { configuredTarget, findTarget, guessNote, type Target } from './connection/target.ts';
import type { DevServer } from './dev-server/dev-server.ts';
import { dataConverters, type DataConverters } from './encryption/data-converters.ts';
import type { EmbeddedCodec } from './encryption/embedded-codec.ts';
import type { Encryption } from './encryption/encryption.ts';
import { openEncryption } from './encryption/open-encryption.ts';
import { encryptionKeysVariable, STATE_FOLDER, tracesAreWanted } from './environment.ts';
import type { AgentLogs } from './logs/agent-logs.ts';
import { logSources, type LogSource } from './logs/kept-logs.ts';
import type { MeasurementSink } from './activities/run-agent.ts';
import type { LogSink } from './serve/log.ts';
import type { PythonWorker, PythonWorkerOptions } from './python/start-python-worker.ts';
import type { AgentWorker, AgentWorkerOptions } from './serve/agent-worker.ts';
import { chooseStore } from './storage/choose-store.ts';
import type { PayloadStorage } from './storage/payload-storage.ts';
import type { Traces } from './tracing/traces.ts';

export interface SessionOptions {
  /** The project's folder: agents are found in it, its working state is kept in it. */
  readonly root: string;
  /** Where Temporal is not configured: start this project's embedded server, or join the one that runs. */
  readonly embeddedServer: boolean;
  /** Where large payloads are kept: `file:FOLDER`, `s3://BUCKET/PREFIX` or `none`. Default: see `chooseStore`. */
  readonly payloadStore?: string;
  /** A file of the keys that payloads are encrypted with. Default: the keys in $ORCHESTRATOR_ENCRYPTION_KEYS; none, and nothing is encrypted. */
  readonly encryptionKeys?: string;
  /** This process's workers also take payloads that are not encrypted. */
  readonly allowPlainPayloads?: boolean;
  /** Long steps, such as the first start of the embedded server, say here how far they are. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

interface WatchOptions {
  readonly onLog: LogSink;
  /** Days that what agents log is kept. Default: 14. */
  readonly logRetention?: number | undefined;
  /** Send traces to this collector. Default: as OpenTelemetry's own variables say; none, and there are no traces. */
  readonly otlp?: string | undefined;
}

type Surroundings = Pick<Session, 'target' | 'payloads' | 'converters'>;

/** A connection to Temporal, with whatever was started for it. Closing it ends that, in the right order. */
export class Session {
  readonly client: Client;
  readonly target: Target;
  readonly payloads: PayloadStorage;
  readonly converters: DataConverters;
  /** Settles if the embedded server is lost for good while the session is open. */
  readonly lost: Promise<Error>;
  readonly #root: string;
  readonly #closeServer: () => Promise<void>;
  readonly #workers: Pick<AgentWorker | PythonWorker, 'shutdown'>[] = [];
  #agentMetrics: MeasurementSink | undefined;
  #logs: AgentLogs | undefined;
  #traces: Traces | undefined;

  private constructor(
    client: Client,
    { target, payloads, converters }: Surroundings,
    root: string,
    server?: Pick<DevServer, 'close' | 'lost'>,
  ) {
    this.client = client;
    this.payloads = payloads;
    this.converters = converters;
    this.target = target;
    this.#root = root;
    this.lost = server?.lost ?? new Promise(() => {});
    this.#closeServer = async () => server?.close();
  }

  static async open(options: SessionOptions): Promise<Session> {
    const folder = join(options.root, STATE_FOLDER);
    const encryption = openEncryption({ ...options, keysVariable: encryptionKeysVariable() });
    const connected = async (target: Target, server?: Pick<DevServer, 'close' | 'lost'>): Promise<Session> => {
      const payloads = chooseStore(target, options);
      const warning = plainTextWarning(target);
      if (warning) options.onProgress?.(warning);
      const converters = dataConverters(payloads.dataConverter, encryption);
      const client = await connect(target, { dataConverter: converters.client });
      const note = guessNote(target);
      if (note) options.onProgress?.(note);
      return new Session(client, { target, payloads, converters }, options.root, server);
    };
    if (!options.embeddedServer || configuredTarget()) return connected(findTarget(folder));
    const { openDevServer } = await import('./dev-server/dev-server.ts');
    mkdirSync(folder, { recursive: true });
    const { onProgress, signal } = options;
    const codec = await openCodec(folder, encryption);
    const server = await openDevServer({
      folder,
      codecEndpoint: codec?.url,
      ...(onProgress ? { onProgress } : {}),
      ...(signal ? { signal } : {}),
    }).catch(async (error: unknown) => {
      await codec?.close();
      throw error;
    });
    codec?.allow(server.uiUrl);
    if (codec?.isAsked() === false)
      onProgress?.(
        'the Web UI shows nothing decrypted: its server was started without keys, and goes on as long as it is used',
      );
    const close = async () => {
      await codec?.close();
      await server.close();
    };
    const target: Target = { address: server.address, namespace: server.namespace, uiUrl: server.uiUrl, options: {} };
    try {
      return await connected(target, { lost: server.lost, close });
    } catch (error) {
      await close();
      throw error;
    }
  }

  async startWorker({
    logRetention,
    otlp,
    ...options
  }: Omit<AgentWorkerOptions, keyof Surroundings | 'root' | 'logs' | 'traces'> & WatchOptions): Promise<AgentWorker> {
    const { startAgentWorker } = await import('./serve/agent-worker.ts');
    const worker = await startAgentWorker({
      ...options,
      target: this.target,
      root: this.#root,
      payloads: this.payloads,
      converters: this.converters,
      logs: await this.#openLogs({ onLog: options.onLog, logRetention }),
      traces: await this.#openTraces({ onLog: options.onLog, otlp }),
    });
    this.#workers.push(worker);
    this.#agentMetrics = worker.agentMetrics;
    return worker;
  }

  /** What its agents measure is served by the other worker of this process, as soon as there is one. @throws PythonError */
  async startPythonWorker({
    logRetention,
    otlp,
    ...options
  }: Omit<PythonWorkerOptions, keyof Surroundings | 'root' | 'logs' | 'traces' | 'agentMetrics'> &
    WatchOptions): Promise<PythonWorker> {
    const { startPythonWorker } = await import('./python/start-python-worker.ts');
    const worker = await startPythonWorker({
      ...options,
      agentMetrics: { record: (measurement) => this.#agentMetrics?.record(measurement) },
      target: this.target,
      root: this.#root,
      payloads: this.payloads,
      converters: this.converters,
      logs: await this.#openLogs({ onLog: options.onLog, logRetention }),
      traces: await this.#openTraces({ onLog: options.onLog, otlp }),
    });
    this.#workers.push(worker);
    return worker;
  }

  /** One for all workers of this process. */
  async #openLogs({ onLog, logRetention }: WatchOptions): Promise<AgentLogs> {
    const { openLogs } = await import('./logs/open-logs.ts');
    return (this.#logs ??= openLogs({
      root: this.#root,
      client: this.client,
      store: this.payloads.logs,
      retention: logRetention,
      onLog,
    }));
  }

  /** One for all workers of this process; nothing of it is loaded where nobody asks for it. */
  async #openTraces({ onLog, otlp }: WatchOptions): Promise<Traces | undefined> {
    if (this.#traces || (otlp === undefined && !tracesAreWanted())) return this.#traces;
    const { openTraces } = await import('./tracing/open-traces.ts');
    return (this.#traces ??= await openTraces({ client: this.client, url: otlp, onLog }));
  }

  /** Where what agents have logged is read from. */
  get logSources(): readonly LogSource[] {
    return logSources(this.#root, this.payloads.logs);
  }

  /** The run's page in the Web UI, where there is one that we know of. */
  urlOf(workflowId: string, runId?: string): string | undefined {
    if (this.target.uiUrl === undefined) return undefined;
    const run = runId === undefined ? '' : `/${runId}`;
    return `${this.target.uiUrl}/namespaces/${this.target.namespace}/workflows/${encodeURIComponent(workflowId)}${run}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.shutdown()));
    await Promise.all([this.#logs?.close(), this.#traces?.close()]);
    await this.client.connection.close();
    await this.#closeServer();
  }
}

/** With keys, the embedded server's Web UI shows what is encrypted, too. */
async function openCodec(folder: string, { keys }: Encryption): Promise<EmbeddedCodec | undefined> {
  if (keys.length === 0) return undefined;
  const { openEmbeddedCodec } = await import('./encryption/embedded-codec.ts');
  return openEmbeddedCodec(folder, keys);
}
