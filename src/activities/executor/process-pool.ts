import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess } from './agent-process.ts';
import { cancelled } from './cancelled.ts';

export interface ProcessPool {
  /** A process for one attempt: an idle one, a new one, or, when there are as many as may be, the first to be free. */
  take(signal: AbortSignal): Promise<AgentProcess>;
  /** Ends the attempt's use of it. One that is not `reusable` is killed. */
  giveBack(process: AgentProcess, reusable: boolean): void;
  close(): Promise<void>;
}

export interface PoolLimits {
  readonly maxProcesses: number;
  /** Milliseconds after which an idle process ends. */
  readonly idleAfter: number;
  readonly attemptsPerProcess: number;
}

export function createPool(start: () => AgentProcess, limits: PoolLimits): ProcessPool {
  const all = new Set<AgentProcess>();
  /** The last one used is the first to be used again: the others get to their idle end. */
  const idle = new Map<AgentProcess, NodeJS.Timeout>();
  const waiting = new Set<() => void>();
  let closed = false;

  const add = () => {
    const process = start();
    all.add(process);
    void process.ended.then(() => {
      all.delete(process);
      leaveIdle(process);
      serveNext();
    });
    return process;
  };
  const leaveIdle = (process: AgentProcess) => {
    clearTimeout(idle.get(process));
    idle.delete(process);
  };
  const endIdle = (process: AgentProcess) => {
    leaveIdle(process);
    process.kill('SIGKILL');
  };
  const takeNow = (): AgentProcess | undefined => {
    const process = [...idle.keys()].at(-1);
    if (process !== undefined) {
      leaveIdle(process);
      return process;
    }
    return all.size < limits.maxProcesses ? add() : undefined;
  };
  const serveNext = () => {
    for (const serve of waiting) return serve();
  };

  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        const serve = () => {
          const process = closed ? undefined : takeNow();
          if (process === undefined && !closed) return;
          waiting.delete(serve);
          signal.removeEventListener('abort', giveUp);
          if (process === undefined) reject(new AgentFailure('AgentCancelled', 'the executor was closed'));
          else resolve(process);
        };
        const giveUp = () => {
          waiting.delete(serve);
          reject(cancelled(signal));
        };
        if (signal.aborted) return reject(cancelled(signal));
        waiting.add(serve);
        signal.addEventListener('abort', giveUp, { once: true });
        serve();
      });
    },
    giveBack(process, reusable) {
      if (!all.has(process)) return;
      process.listener = undefined;
      if (!reusable || closed || process.attempts >= limits.attemptsPerProcess) return process.kill('SIGKILL');
      idle.set(process, setTimeout(endIdle, limits.idleAfter, process).unref());
      serveNext();
    },
    async close() {
      closed = true;
      for (const serve of waiting) serve();
      for (const process of all) process.kill('SIGKILL');
      // Processes do not keep the event loop, and it must not run empty before they are gone.
      const keep = setInterval(() => {}, 1000);
      await Promise.all([...all].map((process) => process.ended));
      clearInterval(keep);
    },
  };
}
