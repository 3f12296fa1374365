import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess } from './agent-process.ts';
import { cancelled } from './cancelled.ts';

export interface ProcessPool {
  /**
   * A process for one attempt: an idle one, a new one, or, when there are as many as may be, the first to be free. One that has had
   * attempts of another realm is not among them.
   */
  take(signal: AbortSignal, realm?: string): Promise<AgentProcess>;
  /** Ends the attempt's use of it. One that is not `reusable` is killed. */
  giveBack(process: AgentProcess, reusable: boolean): void;
  counts(): PoolCounts;
  close(): Promise<void>;
}

export interface PoolCounts {
  readonly busy: number;
  readonly idle: number;
  /** Attempts for which there is no process yet. */
  readonly waiting: number;
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

  const add = (realm: string) => {
    const process = start();
    process.realm = realm;
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
  const takeNow = (realm: string): AgentProcess | undefined => {
    const process = [...idle.keys()].findLast((each) => each.realm === realm);
    if (process !== undefined) {
      leaveIdle(process);
      return process;
    }
    if (all.size < limits.maxProcesses) return add(realm);
    // All places are taken: the one of another realm that was used least lately makes room.
    const other = idle.keys().next().value;
    if (other !== undefined) endIdle(other);
    return undefined;
  };
  const serveNext = () => {
    for (const serve of waiting) return serve();
  };

  return {
    take(signal, realm = '') {
      return new Promise((resolve, reject) => {
        const serve = () => {
          const process = closed ? undefined : takeNow(realm);
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
    counts: () => ({ busy: all.size - idle.size, idle: idle.size, waiting: waiting.size }),
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
