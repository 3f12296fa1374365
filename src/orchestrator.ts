import { checkAgents } from './check-agents.ts';
import { dependencyGraph, type DependencyGraph } from './definition/graph.ts';
import { loadDefinition, type Loaded } from './definition/load.ts';
import { onlyPhase } from './definition/only-phase.ts';
import { pathOf } from './definition/path-of.ts';
import { parseDuration } from './definition/duration.ts';
import { DefinitionError, type Problem } from './definition/problem.ts';
import type { RunDefinition } from './definition/run-definition.ts';
import { withoutUndefined } from './definition/without-undefined.ts';
import { environment } from './environment.ts';
import type { FollowView } from './follow/follow.ts';
import { DEFAULT_FILE, DEFAULT_TASK_QUEUE } from './defaults.ts';
import { needsPython } from './python/needs-python.ts';
import type { LogSink } from './serve/log.ts';
import type { Session } from './session.ts';
import type { RunResult } from './workflows/run-result.ts';

export interface RetryConfig {
  /** Attempts after the first one. */
  readonly maxRetries?: number;
  /** The pause before each of them: seconds, or a duration such as `500ms`. */
  readonly retryDelay?: number | string;
}

export interface OrchestratorOptions {
  /** Default: `config/workflow.yaml`. */
  readonly configPath?: string;
  /** For every agent that does not say otherwise for itself. Default: what the file's `defaults` say, else 3 retries, 5 seconds apart. */
  readonly retryConfig?: RetryConfig;
  /** Agents of a run at work at the same time. Default: the file's `max_workers`, else 100. */
  readonly maxWorkers?: number;
  /** The project's folder, in which agents are found. Default: the current folder. */
  readonly root?: string;
  /** Default: `orchestrator`. */
  readonly taskQueue?: string;
  /** Whether this process also runs the agents. Otherwise a worker must be running elsewhere. Default: true. */
  readonly worker?: boolean;
  /** Agents at work at the same time in this process. Default: four for each core, at least eight. */
  readonly maxAgents?: number;
  /** Where this process's worker looks for a secret that its environment does not have: in a file that nobody else can read. */
  readonly secretsFile?: string;
  /** And then: what a program prints that is given the secret's name as its last argument. */
  readonly secretsCommand?: string;
  /** The interpreter that runs agents with `runtime: python` in a worker of this process's, which starts when there are any. Default: `python3`. */
  readonly pythonBin?: string;
  /** Where large payloads are kept: `file:FOLDER`, `s3://BUCKET/PREFIX` or `none`. Default: a folder of the project, if Temporal runs on this machine. */
  readonly payloadStore?: string;
  /** Whether to start the embedded Temporal server where none is configured by Temporal's own conventions. Default: true. */
  readonly embeddedServer?: boolean;
  /** Whether SIGINT and SIGTERM shut a run down while it is waited for. Default: true. */
  readonly handleSignals?: boolean;
  /** Told how far long steps are, such as the first start of the embedded server. */
  readonly onProgress?: (line: string) => void;
  readonly onLog?: LogSink;
  /** Gives up starting: ends a long step such as the first start of the embedded server. A run that has started is ended by `shutdown()`. */
  readonly signal?: AbortSignal;
}

/** The names of the options in the earlier, Python orchestrator. */
export interface PythonStyleOptions {
  readonly config_path?: string;
  readonly retry_config?: { readonly max_retries?: number; readonly retry_delay?: number | string };
  readonly max_workers?: number;
}

/** What a run that is waited for is told, and what it tells. */
export interface RunOptions {
  /** The Workflow ID. Default: made of the definition's name and the time. */
  readonly id?: string;
  /** Shows the run while it goes on. */
  readonly view?: (session: Session, workflowId: string, runId: string) => FollowView;
}

/**
 * Runs the workflow definition in a file, durably, on Temporal.
 *
 * @example
 * const orchestrator = new Orchestrator({ configPath: 'config/workflow.yaml', retryConfig: { maxRetries: 3, retryDelay: 5 } });
 * const result = await orchestrator.run();
 */
export class Orchestrator {
  readonly configPath: string;
  readonly taskQueue: string;
  readonly #options: OrchestratorOptions;
  readonly #root: string;
  #metricsPort: number | undefined;
  #loaded: Loaded | undefined;
  readonly #runs = new Map<string, Session>();

  constructor(options: OrchestratorOptions & PythonStyleOptions = {}) {
    const { retry_config: python } = options;
    const retryConfig =
      options.retryConfig ??
      (python && withoutUndefined({ maxRetries: python.max_retries, retryDelay: python.retry_delay }));
    const maxWorkers = options.maxWorkers ?? options.max_workers;
    this.#options = { ...options, ...withoutUndefined({ retryConfig, maxWorkers }) };
    this.configPath = options.configPath ?? options.config_path ?? DEFAULT_FILE;
    this.taskQueue = options.taskQueue ?? DEFAULT_TASK_QUEUE;
    this.#root = options.root ?? process.cwd();
  }

  /**
   * Checks the file. Returns its warnings.
   * @throws DefinitionError with every problem of the file.
   */
  validateConfig(): readonly Problem[] {
    this.#definition();
    const loaded = this.#load();
    return [...loaded.problems, ...checkAgents(loaded, this.configPath, this.#root)];
  }

  /** @throws DefinitionError if the file is not valid. */
  getDependencyGraph(): DependencyGraph {
    return dependencyGraph(this.#definition());
  }

  /**
   * Serves Prometheus metrics on a port of the loopback interface, under `/metrics`, from the moment that a worker of this
   * process starts. Call it before `run()`.
   */
  enableMonitoring({ metricsPort = 9090 }: { metricsPort?: number } = {}): void {
    this.#metricsPort = metricsPort;
  }

  /**
   * Runs the whole definition and waits for its end. A run that fails is not an exception: see `status` in the result.
   * @throws DefinitionError if the file is not valid; ConnectionError if Temporal cannot be reached.
   */
  async run(options: RunOptions = {}): Promise<RunResult> {
    return this.#run(this.#definition(), options);
  }

  /** Runs one phase alone, whatever it depends on. */
  async runPhase(name: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#run(onlyPhase(this.#definition(), name), options);
  }

  /**
   * Ends the runs that this object waits for: nothing more starts, agents at work are told to stop and have `grace`
   * milliseconds (30,000 by default) to do so. Resolves when they have been asked; `run()` then resolves with what there is.
   */
  async shutdown({ grace }: { grace?: number } = {}): Promise<void> {
    const { shutdownRun } = await import('./runs/shutdown-run.ts');
    await Promise.all([...this.#runs].map(([workflowId, session]) => shutdownRun(session.client, workflowId, grace)));
  }

  /** Where in the file a phase is written, or an agent of it, as `file:line`. */
  placeOf(phase: string, agent?: string): string | undefined {
    const { definition, place } = this.#load();
    const path = definition && pathOf(definition, phase, agent);
    return path && `${this.configPath}:${place(path).line}`;
  }

  #definition(): RunDefinition {
    const { definition, problems } = this.#load();
    if (!definition) throw new DefinitionError(problems);
    return definition;
  }

  #load(): Loaded {
    const { retryConfig, maxWorkers } = this.#options;
    const retryDelay = retryConfig?.retryDelay === undefined ? undefined : parseDuration(retryConfig.retryDelay);
    const overrides = withoutUndefined({ maxRetries: retryConfig?.maxRetries, retryDelay, maxWorkers });
    return (this.#loaded ??= loadDefinition(this.configPath, { environment, overrides }));
  }

  /** Starts a run and leaves it to a worker elsewhere. */
  async start(options: RunOptions & { phase?: string } = {}): Promise<{ workflowId: string; runId: string }> {
    const definition = options.phase === undefined ? this.#definition() : onlyPhase(this.#definition(), options.phase);
    const session = await this.#open();
    try {
      return await this.#start(session, definition, options);
    } finally {
      await session.close();
    }
  }

  async #run(definition: RunDefinition, options: RunOptions): Promise<RunResult> {
    const {
      worker = true,
      maxAgents,
      secretsFile,
      secretsCommand,
      onLog = () => {},
      handleSignals = true,
    } = this.#options;
    const session = await this.#open();
    const stop = () => void this.shutdown();
    let workflowId: string | undefined;
    try {
      const common = { taskQueue: this.taskQueue, onLog, ...withoutUndefined({ maxAgents }) };
      if (worker && needsPython(definition)) {
        const { pythonBin, onProgress, signal } = this.#options;
        await session.startPythonWorker({ ...common, ...withoutUndefined({ pythonBin, onProgress, signal }) });
      }
      if (worker)
        await session.startWorker({
          ...common,
          ...withoutUndefined({ metricsPort: this.#metricsPort, secretsFile, secretsCommand }),
        });
      const started = await this.#start(session, definition, options);
      workflowId = started.workflowId;
      this.#runs.set(workflowId, session);
      if (handleSignals) for (const signal of SIGNALS) process.on(signal, stop);
      const view = options.view?.(session, workflowId, started.runId);
      const lost = session.lost.then((error) => Promise.reject(error));
      return await Promise.race([this.#wait(session, workflowId, view), lost]);
    } finally {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (workflowId !== undefined) this.#runs.delete(workflowId);
      await session.close();
    }
  }

  async #wait(session: Session, workflowId: string, view: FollowView | undefined): Promise<RunResult> {
    if (!view) return (await import('./runs/run-outcome.ts')).waitForResult(session.client, workflowId);
    const { follow } = await import('./follow/follow.ts');
    return follow(session.client, { workflowId, taskQueue: this.taskQueue, view });
  }

  async #open(): Promise<Session> {
    const { embeddedServer = true, onProgress, signal, payloadStore } = this.#options;
    const { Session } = await import('./session.ts');
    return Session.open({
      root: this.#root,
      embeddedServer,
      ...withoutUndefined({ onProgress, signal, payloadStore }),
    });
  }

  async #start(
    session: Session,
    definition: RunDefinition,
    { id }: RunOptions,
  ): Promise<{ workflowId: string; runId: string }> {
    const { startRun } = await import('./runs/start-run.ts');
    return startRun(session.client, definition, {
      taskQueue: this.taskQueue,
      payloadsAreKept: session.payloads.driver !== undefined,
      ...withoutUndefined({ id }),
    });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
