import type { AgentCall, AgentExecutor, AgentHost } from './agent-call.ts';
import { toAgentFailure } from './agent-error.ts';
import { createAgentBuilds } from './agent-builds.ts';
import { OUTPUT_LIMIT } from './agent-output.ts';
import { startProcess } from './agent-process.ts';
import { cancelled } from './cancelled.ts';
import { childEnvironment } from './child-environment.ts';
import { attemptInProcess, type ProcessLimits } from './process-attempt.ts';
import { createPool } from './process-pool.ts';
import { createReaper, type Reaper } from './reaper.ts';
import { resolveModule } from './resolve-module.ts';

export interface ProcessExecutorOptions extends Partial<ProcessLimits> {
  /** The folder that modules are found in, and the working directory of agents. */
  readonly root: string;
  /** The worker's environment, of which agents see an allow-list (`child-environment.ts`) and `passEnv`. */
  readonly env: NodeJS.ProcessEnv;
  readonly passEnv?: readonly string[];
  readonly maxProcesses?: number;
  /** Milliseconds after which an idle process ends. */
  readonly idleAfter?: number;
  readonly attemptsPerProcess?: number;
}

/** Runs each attempt in a child process of its own, out of a warm pool: whatever an agent does to its process, it does to no other. */
export function createProcessExecutor(options: ProcessExecutorOptions): AgentExecutor {
  const { root, env, passEnv, maxProcesses = 8, idleAfter = 60_000, attemptsPerProcess = 100 } = options;
  const limits = processLimits(options);
  const urlOf = createAgentBuilds(root);
  const closing = new AbortController();
  let reaper: Reaper | undefined;
  const settings = {
    root,
    env: childEnvironment(env, passEnv),
    heapLimit: limits.heapLimit,
    messageLimit: limits.outputLimit + MESSAGE_MARGIN,
  };
  const start = () => startProcess(settings, (reaper ??= createReaper()));
  const pool = createPool(start, { maxProcesses, idleAfter, attemptsPerProcess });

  const execute = async (call: AgentCall, host: AgentHost): Promise<string> => {
    const url = await urlOf(resolveModule(root, call.module));
    for (let tries = 1; ; tries++) {
      const process = await aliveWhile(host, pool.take(host.signal));
      const attempt = attemptInProcess(process, { call, url }, host, limits, closing.signal);
      void attempt.reusable.then((reusable) => pool.giveBack(process, reusable));
      try {
        return await attempt.output;
      } catch (failure) {
        // It may have been ending when it was taken: the agent knows nothing of that, and has not been run.
        if (attempt.wasTaken() || host.signal.aborted || closing.signal.aborted || tries === TRIES) throw failure;
      }
    }
  };
  return {
    async execute(call, host) {
      host.alive();
      try {
        if (host.signal.aborted) throw cancelled(host.signal);
        return await execute(call, host);
      } catch (error) {
        throw toAgentFailure(error);
      }
    },
    async close() {
      closing.abort();
      await pool.close();
      reaper?.close();
    },
  };
}

/** An attempt that waits for a process is not wedged. */
async function aliveWhile<T>(host: AgentHost, waiting: Promise<T>): Promise<T> {
  const timer = setInterval(() => host.alive(), 1000);
  try {
    return await waiting;
  } finally {
    clearInterval(timer);
  }
}

const TRIES = 3;

/** A checkpoint and log lines come over the same channel, and are less than this. */
const MESSAGE_MARGIN = 1024 * 1024;

function processLimits(options: ProcessExecutorOptions): ProcessLimits {
  const heapLimit = options.heapLimit ?? 512;
  return {
    heapLimit,
    memoryLimit: options.memoryLimit ?? 2 * heapLimit,
    killAfter: options.killAfter ?? 30_000,
    wedgedAfter: options.wedgedAfter ?? 30_000,
    outputLimit: options.outputLimit ?? OUTPUT_LIMIT,
    loadWithin: options.loadWithin ?? 30_000,
  };
}
