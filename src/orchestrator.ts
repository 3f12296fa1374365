import { DefinitionFile } from './definition-file.ts';
import { dependencyGraph, type DependencyGraph } from './definition/graph.ts';
import type { WrittenInputs } from './definition/inputs/written-inputs.ts';
import type { JsonObject } from './definition/json.ts';
import type { Problem } from './definition/problem.ts';
import type { RunDefinition } from './definition/run-definition.ts';
import { withoutUndefined } from './definition/without-undefined.ts';
import type { FollowView } from './follow/follow.ts';
import { DEFAULT_FILE, DEFAULT_TASK_QUEUE } from './defaults.ts';
import { Deployment } from './deployments/deployment.ts';
import { environment } from './environment.ts';
import {
  overridesIn,
  type OrchestratorOptions,
  type PythonStyleOptions,
  type RerunOptions,
  type RerunScopeOptions,
  type RunOptions,
} from './orchestrator-options.ts';
import type { Plan } from './plan/plan.ts';
import type { RunPlan } from './plan-run.ts';
import { needsPython } from './python/needs-python.ts';
import { pythonTaskQueue } from './python/python-task-queue.ts';
import type { Decided, DecisionOptions } from './runs/decide.ts';
import { Schedules } from './schedules/schedules.ts';
import type { Session } from './session.ts';
import type { RunResult } from './workflows/run-result.ts';

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
  /** Runs of the file at set times, by Temporal Schedules. */
  readonly schedules: Schedules;
  readonly #options: OrchestratorOptions;
  readonly #root: string;
  readonly #file: DefinitionFile;
  #metricsPort: number | undefined;
  readonly #runs = new Map<string, Session>();

  constructor(options: OrchestratorOptions & PythonStyleOptions = {}) {
    this.#options = options;
    this.configPath = options.configPath ?? options.config_path ?? DEFAULT_FILE;
    this.#file = new DefinitionFile(this.configPath, overridesIn(options));
    this.taskQueue = options.taskQueue ?? DEFAULT_TASK_QUEUE;
    this.#root = options.root ?? process.cwd();
    this.schedules = new Schedules({
      file: this.#file,
      taskQueue: this.taskQueue,
      with: (use) => this.#with(use),
    });
  }

  /**
   * Checks the file. Returns its warnings.
   * @throws DefinitionError with every problem of the file.
   */
  validateConfig(): readonly Problem[] {
    return this.#file.warnings(this.#root);
  }

  /** @throws DefinitionError if the file is not valid. */
  getDependencyGraph(): DependencyGraph {
    return dependencyGraph(this.#file.definition);
  }

  /**
   * What would run, in which order, under which limits, and what it would cost; nothing is started, and no server is asked. What
   * is wrong with the file or an input, and what cannot fit, is in `problems`. Inputs that are not given are left open.
   */
  async plan({ inputs = {} }: Pick<RunOptions, 'inputs'> = {}): Promise<Plan> {
    const [{ planFile }, { keepsPayloads }] = await Promise.all([
      import('./plan/plan-file.ts'),
      import('./plan/keeps-payloads.ts'),
    ]);
    return planFile(this.configPath, {
      environment,
      overrides: overridesIn(this.#options),
      inputs: { values: inputs },
      root: this.#root,
      payloadsAreKept: keepsPayloads(this.#options.payloadStore, this.#root),
    });
  }

  /** Reads inputs as the command line gives them, for `run()`. @throws DefinitionError for what cannot be read */
  readInputs(written: WrittenInputs): JsonObject {
    return this.#file.readInputs(written);
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
   * @throws DefinitionError if the file or an input is not valid; ConnectionError if Temporal cannot be reached.
   */
  async run(options: RunOptions = {}): Promise<RunResult> {
    const plan = this.#file.plan(options.inputs);
    return this.#run(() => plan, options);
  }

  /** Runs one phase alone, whatever it depends on. */
  async runPhase(name: string, options: RunOptions = {}): Promise<RunResult> {
    const plan = this.#file.plan(options.inputs, name);
    return this.#run(() => plan, options);
  }

  /**
   * Runs again what had not succeeded in an earlier run, which may be `@last`, with that run's own definition and inputs. What
   * had succeeded is used as it is, and marked `reused` in the result.
   * @throws RunNotFoundError; RunUnderWayError; DefinitionError if today's file is asked for and is not valid.
   */
  async rerun(workflowId: string, options: RerunOptions = {}): Promise<RunResult> {
    return this.#run(this.#planRerun(workflowId, options), options);
  }

  /**
   * What `rerun` would run, and what it would use of the earlier run; nothing is started. `problems` has the warnings of
   * today's file, if that is asked for.
   * @throws as `rerun`; StartTooLargeError if there is more to use than a run can be started with
   */
  async planRerun(workflowId: string, options: RerunScopeOptions = {}): Promise<Plan> {
    const prepare = this.#planRerun(workflowId, options);
    const problems = options.latest ? this.#file.warnings(this.#root) : [];
    return this.#with(async (session) => {
      const { planOfRun } = await import('./plan/plan-of-run.ts');
      return planOfRun(await prepare(session), { payloadsAreKept: session.payloads.driver !== undefined, problems });
    });
  }

  /**
   * Approves a phase that waits for it; `publish/review` is a phase of the sub-workflow that `publish` runs. Approving it twice is no error.
   * @throws RefusedError if it does not wait; RunNotFoundError; RunOverError; NoWorkerError if nobody answers within five seconds.
   */
  async approve(workflowId: string, phase: string, options: DecisionOptions = {}): Promise<Decided> {
    return this.#decide(workflowId, phase, { ...options, approved: true });
  }

  /** Rejects a phase that waits for an approval: it has failed then. @throws as `approve` */
  async reject(workflowId: string, phase: string, options: DecisionOptions = {}): Promise<Decided> {
    return this.#decide(workflowId, phase, { ...options, approved: false });
  }

  /** Agents at work go on, and none starts until the run is resumed. @throws as `approve` */
  async pause(workflowId: string): Promise<void> {
    await this.#setPaused(workflowId, true);
  }

  /** @throws as `approve` */
  async resume(workflowId: string): Promise<void> {
    await this.#setPaused(workflowId, false);
  }

  /**
   * Ends the runs that this object waits for: nothing more starts, agents at work are told to stop and have `grace`
   * milliseconds (30,000 by default) to do so. Resolves when they have been asked; `run()` then resolves with what there is.
   */
  async shutdown({ grace }: { grace?: number } = {}): Promise<void> {
    const { shutdownRun } = await import('./runs/shutdown-run.ts');
    await Promise.all([...this.#runs].map(([workflowId, session]) => shutdownRun(session.client, workflowId, grace)));
  }

  /** The versions of workers that replace one another. It is not asked for before one of its methods is called. */
  deployment(name: string): Deployment {
    return new Deployment(name, (use) => this.#withOwn(use));
  }

  /** Where in the file a phase is written, or an agent of it, as `file:line`. */
  placeOf(phase: string, agent?: string): string | undefined {
    return this.#file.placeOf(phase, agent);
  }

  /** Starts a run and leaves it to a worker elsewhere. */
  async start(options: RunOptions & { phase?: string } = {}): Promise<{ workflowId: string; runId: string }> {
    const plan = this.#file.plan(options.inputs, options.phase);
    return this.#with(async (session) => this.#start(session, plan, options));
  }

  /** The same for a run that uses what had succeeded in an earlier one. */
  async startRerun(workflowId: string, options: RerunOptions = {}): Promise<{ workflowId: string; runId: string }> {
    const plan = this.#planRerun(workflowId, options);
    return this.#with(async (session) => this.#start(session, await plan(session), options));
  }

  #planRerun(workflowId: string, options: RerunScopeOptions): (session: Session) => Promise<RunPlan> {
    // What is wrong with the file is said before anything is started for it.
    const today = options.latest ? this.#file.definition : undefined;
    const latest = today && ((inputs: JsonObject) => this.#file.plan(inputs));
    return async ({ client }) => {
      const { planRerun } = await import('./runs/plan-rerun.ts');
      return planRerun(client, workflowId, { ...options, latest, taskQueue: this.taskQueue });
    };
  }

  async #decide(
    workflowId: string,
    phase: string,
    decision: DecisionOptions & { approved: boolean },
  ): Promise<Decided> {
    const { decide } = await import('./runs/decide.ts');
    return this.#with(({ client }) => decide(client, workflowId, phase, decision));
  }

  async #setPaused(workflowId: string, paused: boolean): Promise<void> {
    const { setPaused } = await import('./runs/set-paused.ts');
    await this.#with(({ client }) => setPaused(client, workflowId, paused));
  }

  /** With the connection of a run that is waited for, where there is one. */
  async #with<T>(use: (session: Session) => Promise<T>): Promise<T> {
    const [running] = this.#runs.values();
    return running ? use(running) : this.#withOwn(use);
  }

  /** With a connection that no run's end closes. */
  async #withOwn<T>(use: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#open();
    try {
      return await use(session);
    } finally {
      await session.close();
    }
  }

  async #run(prepare: (session: Session) => RunPlan | Promise<RunPlan>, options: RunOptions): Promise<RunResult> {
    const {
      worker = true,
      maxAgents,
      version,
      secretsFile,
      secretsCommand,
      otlp,
      onLog = () => {},
      handleSignals = true,
    } = this.#options;
    const session = await this.#open();
    const stop = () => void this.shutdown();
    let workflowId: string | undefined;
    try {
      const plan = await prepare(session);
      const { definition } = plan;
      const common = {
        taskQueue: this.taskQueue,
        onLog,
        ...withoutUndefined({ maxAgents, version, secretsFile, secretsCommand, otlp }),
      };
      if (worker && needsPython(definition)) {
        const { pythonBin, onProgress, signal } = this.#options;
        await session.startPythonWorker({ ...common, ...withoutUndefined({ pythonBin, onProgress, signal }) });
      }
      if (worker) await session.startWorker({ ...common, ...withoutUndefined({ metricsPort: this.#metricsPort }) });
      const started = await this.#start(session, plan, options);
      workflowId = started.workflowId;
      this.#runs.set(workflowId, session);
      if (handleSignals) for (const signal of SIGNALS) process.on(signal, stop);
      const view = options.view?.({ session, ...started, definition });
      const lost = session.lost.then((error) => Promise.reject(error));
      return await Promise.race([this.#wait(session, workflowId, definition, view, options), lost]);
    } finally {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (workflowId !== undefined) this.#runs.delete(workflowId);
      await session.close();
    }
  }

  async #wait(
    session: Session,
    workflowId: string,
    definition: RunDefinition,
    view: FollowView | undefined,
    { noWait = false, leave }: RunOptions,
  ): Promise<RunResult> {
    if (!view && !noWait && !leave)
      return (await import('./runs/run-outcome.ts')).waitForResult(session.client, workflowId);
    const [{ follow }, { quietView }] = await Promise.all([
      import('./follow/follow.ts'),
      import('./follow/quiet-view.ts'),
    ]);
    const { worker = true } = this.#options;
    return follow(session.client, {
      workflowId,
      taskQueue: this.taskQueue,
      address: session.target.address,
      pythonTaskQueue: !worker && needsPython(definition) ? pythonTaskQueue(this.taskQueue) : undefined,
      view: view ?? quietView(),
      noWait,
      leave,
    });
  }

  async #open(): Promise<Session> {
    const { embeddedServer = true, onProgress, signal } = this.#options;
    const { payloadStore, encryptionKeys, allowPlainPayloads } = this.#options;
    const { Session } = await import('./session.ts');
    return Session.open({
      root: this.#root,
      embeddedServer,
      ...withoutUndefined({ onProgress, signal, payloadStore, encryptionKeys, allowPlainPayloads }),
    });
  }

  async #start(session: Session, plan: RunPlan, { id }: RunOptions): Promise<{ workflowId: string; runId: string }> {
    const { startRun } = await import('./runs/start-run.ts');
    return startRun(session.client, plan, {
      taskQueue: this.taskQueue,
      payloadsAreKept: session.payloads.driver !== undefined,
      ...withoutUndefined({ id }),
    });
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
