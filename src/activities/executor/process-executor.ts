import { startProcess } from './agent-process.ts';
import { childEnvironment } from './child-environment.ts';
import { type ChildLimits, childLimits } from './child-limits.ts';
import { createPooledExecutor, type PooledExecutor } from './pooled-executor.ts';
import { createReaper, type Reaper } from './reaper.ts';

export interface ChildExecutorOptions extends Partial<ChildLimits> {
  /** The folder that modules are found in, and the working directory of agents that have a process of their own. */
  readonly root: string;
  /** The worker's environment, of which agents see an allow-list (`child-environment.ts`) and `passEnv`. */
  readonly env: NodeJS.ProcessEnv;
  readonly passEnv?: readonly string[];
}

/** Runs each attempt in a child process of its own, out of a warm pool: whatever an agent does to its process, it does to no other. */
export function createProcessExecutor(options: ChildExecutorOptions): PooledExecutor {
  const { root, env, passEnv } = options;
  const limits = childLimits(options);
  let reaper: Reaper | undefined;
  const settings = {
    root,
    env: childEnvironment(env, passEnv),
    heapLimit: limits.heapLimit,
    messageLimit: limits.outputLimit + MESSAGE_MARGIN,
  };
  const start = () => startProcess(settings, (reaper ??= createReaper()));
  const executor = createPooledExecutor(start, { root, ...limits });
  return {
    execute: (call, host) => executor.execute(call, host),
    counts: () => executor.counts(),
    async close() {
      await executor.close();
      reaper?.close();
    },
  };
}

/** A checkpoint and log lines come over the same channel, and are less than this. */
const MESSAGE_MARGIN = 1024 * 1024;
