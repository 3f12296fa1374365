import { setMaxListeners } from 'node:events';
import type { Json } from '../../definition/json.ts';
import type { AgentCall, AgentExecutor, AgentHost } from './agent-call.ts';
import { createAgentBuilds } from './agent-builds.ts';
import { createContext } from './agent-context.ts';
import { toAgentFailure } from './agent-error.ts';
import { AgentFailure } from './agent-failure.ts';
import { OUTPUT_LIMIT } from './agent-output.ts';
import { cancelled } from './cancelled.ts';
import { captureOutput, outside } from './inline-output.ts';
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
    const output = captureOutput((line) => host.log(line));
    const done = new AbortController();
    const told = (signal: AbortSignal) => abortedWithin(output.run, signal, done.signal);
    const signals = { signal: told(host.signal), stopping: told(host.stopping) };
    const context = createContext(own, signals, {
      progress: (fraction, text) => outside(() => host.progress(fraction, text)),
      checkpoint: (json) => outside(() => host.checkpoint(JSON.parse(json) as Json)),
      log: (line) => outside(() => host.log(line)),
      measure: (measurements) => outside(() => measurements.forEach((each) => host.measure(each))),
    });
    const attempt = output.run(() => runAttempt(own, url, { outputLimit, loadWithin }, context.contextWith));
    try {
      return await Promise.race([attempt, givenUp(host.signal, closing.signal, killAfter, done.signal)]);
    } finally {
      done.abort();
      context.close();
      output.close();
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

/** The same signal, whose listeners are the attempt's: what they write is its output. */
function abortedWithin(run: (work: () => void) => void, signal: AbortSignal, done: AbortSignal): AbortSignal {
  const own = new AbortController();
  const abort = () => run(() => own.abort(signal.reason));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true, signal: done });
  return own.signal;
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
