import type { AgentCall, AgentExecutor, AgentHost } from './agent-call.ts';
import { createAgentBuilds } from './agent-builds.ts';
import { toAgentFailure } from './agent-error.ts';
import type { AgentProcess } from './agent-process.ts';
import { aliveWhile } from './alive-while.ts';
import { cancelled } from './cancelled.ts';
import { attemptInProcess, type ProcessLimits } from './process-attempt.ts';
import { createPool, type PoolCounts, type PoolLimits } from './process-pool.ts';
import { resolveModule } from './resolve-module.ts';

export interface PooledExecutor extends AgentExecutor {
  counts(): PoolCounts;
}

/** Runs each attempt in a process, or a thread, that has no other at the time, out of a warm pool of what `start` gives. */
export function createPooledExecutor(
  start: () => AgentProcess,
  { root, ...limits }: ProcessLimits & PoolLimits & { readonly root: string },
): PooledExecutor {
  const urlOf = createAgentBuilds(root);
  const closing = new AbortController();
  const pool = createPool(start, limits);

  const execute = async (call: AgentCall, host: AgentHost): Promise<string> => {
    const url = await aliveWhile(host, urlOf(resolveModule(root, call.module)));
    for (let tries = 1; ; tries++) {
      const process = await aliveWhile(host, pool.take(host.signal, call.realm));
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
    counts: () => pool.counts(),
    async close() {
      closing.abort();
      await pool.close();
    },
  };
}

const TRIES = 3;
