import { setMaxListeners } from 'node:events';
import type { Json } from '../../definition/json.ts';
import type { AgentCall, AgentExecutor, AgentHost } from './agent-call.ts';
import { createAgentBuilds } from './agent-builds.ts';
import { createContext } from './agent-context.ts';
import { toAgentFailure } from './agent-error.ts';
import { AgentFailure } from './agent-failure.ts';
import { OUTPUT_LIMIT } from './agent-output.ts';
import { cancelled } from './cancelled.ts';
import { resolveModule } from './resolve-module.ts';
import { type AttemptLimits, runAttempt } from './run-attempt.ts';

export interface InlineExecutorOptions extends Partial<AttemptLimits> {
  /** The folder that modules are found in. */
  readonly root: string;
  /** Milliseconds after which an agent that was asked to end, and does not, is no longer waited for. */
  readonly killAfter?: number;
}

/**
 * Runs attempts in the worker's own process: for trusted agents that mostly wait, in great numbers. It cannot stop an agent, and a
 * loop, an exit or an error outside of `run` is the worker's.
 */
export function createInlineExecutor(options: InlineExecutorOptions): AgentExecutor {
  const { root, killAfter = 30_000, outputLimit = OUTPUT_LIMIT, loadWithin = 30_000 } = options;
  const urlOf = createAgentBuilds(root);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  const execute = async (call: AgentCall, host: AgentHost): Promise<string> => {
    const url = await urlOf(resolveModule(root, call.module));
    // Its own copy, as in a child process: attempts must not see what others did to their config.
    const own = structuredClone(call);
    const context = createContext(own, host, {
      progress: (fraction, text) => host.progress(fraction, text),
      checkpoint: (json) => host.checkpoint(JSON.parse(json) as Json),
      log: (line) => host.log(line),
      measure: (measurements) => measurements.forEach((each) => host.measure(each)),
    });
    const attempt = runAttempt(own, url, { outputLimit, loadWithin }, context.contextWith);
    const done = new AbortController();
    try {
      return await Promise.race([attempt, givenUp(host.signal, closing.signal, killAfter, done.signal)]);
    } finally {
      done.abort();
      context.close();
    }
  };
  return {
    async execute(call, host) {
      host.alive();
      const alive = setInterval(() => host.alive(), 1000);
      try {
        if (host.signal.aborted) throw cancelled(host.signal);
        const output = await execute(call, host);
        if (host.signal.aborted) throw cancelled(host.signal);
        return output;
      } catch (error) {
        const failure = toAgentFailure(error);
        throw host.signal.aborted && failure.type !== 'AgentCancelled' ? cancelled(host.signal) : failure;
      } finally {
        clearInterval(alive);
      }
    },
    async close() {
      closing.abort();
    },
  };
}

/** Rejects `killAfter` after the agent was asked to end, or when the executor closes. The agent itself goes on, unheard. */
function givenUp(signal: AbortSignal, closing: AbortSignal, killAfter: number, done: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () =>
      reject(cancelled(signal, `the agent did not end in ${killAfter / 1000} s, and goes on unheard`));
    const wait = () => setTimeout(giveUp, killAfter).unref();
    const close = () => reject(new AgentFailure('AgentCancelled', 'the executor was closed'));
    const until = { once: true, signal: done };
    if (signal.aborted) wait();
    else signal.addEventListener('abort', wait, until);
    closing.addEventListener('abort', close, until);
  });
}
