import { setMaxListeners } from 'node:events';
import type { AgentHost } from './agent-call.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess } from './agent-process.ts';
import { abortReason, cancelled } from './cancelled.ts';

export interface ProcessEnding {
  /** Kills the process; its end is then that failure, not a death that nobody can explain. */
  readonly killFor: (failure: AgentFailure) => void;
  /** What the process was killed for, if it was. */
  readonly killedFor: AgentFailure | undefined;
  stop(): void;
}

/** Passes on to an agent that it is to end, and ends its process when it does not. */
export function passOnEnding(
  process: AgentProcess,
  id: string,
  host: AgentHost,
  { killAfter }: { readonly killAfter: number },
  closing: AbortSignal,
): ProcessEnding {
  let killedFor: AgentFailure | undefined;
  let timer: NodeJS.Timeout | undefined;

  const killFor = (failure: AgentFailure) => {
    killedFor ??= failure;
    process.kill('SIGKILL');
  };
  const terminate = () => {
    killedFor ??= cancelled(host.signal, `the agent went on for ${killAfter / 1000} s after that, and was killed`);
    process.kill('SIGTERM');
    timer = setTimeout(() => process.kill('SIGKILL'), TERM_TO_KILL);
  };
  const ask = () => {
    process.send({ kind: 'abort', id, ...abortReason(host.signal) });
    timer = setTimeout(terminate, killAfter);
  };
  const tellStopping = () => process.send({ kind: 'stopping', id });
  const close = () => killFor(new AgentFailure('AgentCancelled', 'the executor was closed'));

  const watched = [
    [host.stopping, tellStopping],
    [host.signal, ask],
    [closing, close],
  ] as const;
  // All attempts of a worker may share these.
  setMaxListeners(0, host.stopping, host.signal, closing);
  for (const [signal, act] of watched) {
    if (signal.aborted) act();
    else signal.addEventListener('abort', act, { once: true });
  }
  return {
    killFor,
    get killedFor() {
      return killedFor;
    },
    stop() {
      clearTimeout(timer);
      for (const [signal, act] of watched) signal.removeEventListener('abort', act);
    },
  };
}

/** Milliseconds that a process has between being asked to end by the system and being ended. */
const TERM_TO_KILL = 1000;
