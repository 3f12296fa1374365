import { startThread } from './agent-thread.ts';
import { childEnvironment } from './child-environment.ts';
import { childLimits } from './child-limits.ts';
import { createPooledExecutor, type PooledExecutor } from './pooled-executor.ts';
import type { ChildExecutorOptions } from './process-executor.ts';

/**
 * Runs each attempt in a thread of the worker's own process, out of a warm pool: for agents that compute and are trusted.
 *
 * It starts faster than a process, and an endless loop, `process.exit`, an error that nothing catches or a
 * rejection that nothing handles ends the one attempt there too. It is no wall:
 * - What ends a process ends the worker, with all its agents: a segfault, a native module's abort, `process.kill(process.pid)`.
 * - A heap that small objects fill ends the attempt. One large piece that does not fit any more, such as a Map or an array that
 *   grows, is an error that V8 ends the process for, even in a thread.
 * - Buffers are not on the heap. They are counted, but a thread that fills them and never gives way is not stopped in time.
 * - The working directory is the worker's. `process.chdir`, `process.abort` and `process.umask(mask)` throw
 *   `ERR_WORKER_UNSUPPORTED_OPERATION`, and signals never arrive.
 * - What is written to file descriptors 1 and 2 past `process.stdout` and `console` is the worker's output, not the agent's log.
 */
export function createThreadExecutor(options: ChildExecutorOptions): PooledExecutor {
  const { root, env, passEnv } = options;
  const limits = childLimits(options);
  const settings = { env: childEnvironment(env, passEnv), heapLimit: limits.heapLimit };
  return createPooledExecutor(() => startThread(settings), { root, ...limits });
}
