import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate, setTimeout } from 'node:timers';
import type { AgentCall } from './agent-call.ts';
import { createContext } from './agent-context.ts';
import { toAgentFailure } from './agent-error.ts';
import { AgentFailure } from './agent-failure.ts';
import type { FromChild, ToChild } from './child-messages.ts';
import { watchResidue } from './child-residue.ts';
import type { Frame } from './frames.ts';
import { type AttemptLimits, runAttempt } from './run-attempt.ts';

/** The side of a child that its worker sees. */
export interface ChildSide {
  readonly send: (message: FromChild, body?: string) => void;
  /** Bytes that the child holds. */
  readonly memory: () => number;
  /** An attempt begins. */
  readonly began?: (id: string) => void;
}

interface Attempt {
  readonly id: string;
  readonly abort: AbortController;
  readonly stopping: AbortController;
  readonly context: ReturnType<typeof createContext>;
  ended: boolean;
}

// Kept here, since agents run beside this and may replace it.
const { parse } = JSON;

/**
 * Runs attempts, one at a time, in a process or a thread that has nothing else to do, and blames what goes wrong in it on the
 * attempt that it belongs to. Gives what takes the worker's messages.
 */
export function serveAttempts({ send, memory, began }: ChildSide): (frame: Frame<ToChild>) => void {
  /** The attempt that a callback belongs to, however late it comes: an error is blamed on its own attempt, not on the next. */
  const owner = new AsyncLocalStorage<Attempt>();
  let current: Attempt | undefined;
  /** Something went wrong that the next attempt must not inherit. */
  let spoilt = false;

  const attempt = async (id: string, url: string, limits: AttemptLimits, call: AgentCall): Promise<void> => {
    began?.(id);
    send({ kind: 'taken', id });
    const [abort, stopping] = [new AbortController(), new AbortController()];
    const context = createContext(
      call,
      { signal: abort.signal, stopping: stopping.signal },
      {
        progress: (fraction, text) => send({ kind: 'progress', id, fraction, text }),
        checkpoint: (json) => send({ kind: 'checkpoint', id }, json),
        log: (line) => send({ kind: 'log', id, line }),
        measure: (measurements) => send({ kind: 'measurements', id, measurements }),
      },
    );
    const attempt: Attempt = { id, abort, stopping, context, ended: false };
    current = attempt;
    try {
      const output = await owner.run(attempt, () => runAttempt(call, url, limits, context.contextWith));
      // What the agent left to fail in the same turn has failed before this goes on; then it is the attempt that failed.
      await turn();
      end(attempt, { kind: 'output', id }, output);
    } catch (error) {
      fail(attempt, error as AgentFailure);
    }
    const clean = await settle();
    current = undefined;
    send({ kind: 'settled', id, clean, memory: memory() });
  };
  const end = (attempt: Attempt, message: FromChild, body?: string): void => {
    if (attempt.ended) return;
    attempt.context.close();
    attempt.ended = true;
    send(message, body);
  };
  const fail = (attempt: Attempt, { type, message, agentStack: stack, retryable, retryAfter }: AgentFailure): void => {
    // A module that failed to load is remembered here as failed, even if what it lacked comes.
    if (type === 'agent-load-failed') spoilt = true;
    end(attempt, { kind: 'failed', id: attempt.id, type, message, stack, retryable, retryAfter });
  };
  /** Whether the next attempt can be run here. What is closing gets a moment to have closed. */
  const settle = async (): Promise<boolean> => {
    residue.restore();
    for (const pause of [0, 0, 10, 40, 100]) {
      await turn(pause);
      if (spoilt || residue.isChanged()) return false;
      if (!residue.hasOpen()) return true;
    }
    return false;
  };
  const blame = (what: string, error: unknown): void => {
    spoilt = true;
    const attempt = owner.getStore() ?? current;
    const { type, message, agentStack: stack, retryable, retryAfter } = toAgentFailure(error);
    if (attempt !== undefined && !attempt.ended) {
      fail(
        attempt,
        new AgentFailure('AgentUnhandledError', `${what}: ${type}: ${message}`, { retryable, stack, retryAfter }),
      );
      // Its `run` may go on for ever; nobody waits for that.
      send({ kind: 'settled', id: attempt.id, clean: false, memory: memory() });
    } else if (current !== undefined && !current.ended) {
      const text = `Left behind by an earlier attempt, and ignored: ${type}: ${message}`;
      send({ kind: 'log', id: current.id, line: { level: 'warn', message: text } });
    }
  };

  process.on('uncaughtException', (error) => blame('An error that nothing caught', error));
  process.on('unhandledRejection', (reason) => blame('A rejection that nothing handled', reason));
  process.on('exit', () => current?.context.flush());
  const residue = watchResidue();

  return ({ head, body }) => {
    if (head.kind === 'ping') return send({ kind: 'pong', memory: memory() });
    if (head.kind === 'call') return void attempt(head.id, head.url, head.limits, parse(body) as AgentCall);
    if (current?.id !== head.id) return;
    if (head.kind === 'stopping') return current.stopping.abort();
    const reason = new Error(head.message);
    reason.name = head.name;
    current.abort.abort(reason);
  };
}

/** Neither counts as something left behind: an immediate that runs is no longer open, and the channel keeps the process. */
function turn(pause = 0): Promise<void> {
  return new Promise((resolve) => {
    if (pause === 0) setImmediate(resolve);
    else setTimeout(resolve, pause).unref();
  });
}
