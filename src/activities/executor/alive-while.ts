import type { AgentHost } from './agent-call.ts';

/** An attempt that waits for something of the worker's, such as a process to run in, is not wedged. */
export async function aliveWhile<T>(host: AgentHost, waiting: Promise<T>): Promise<T> {
  const timer = setInterval(() => host.alive(), 1000);
  try {
    return await waiting;
  } finally {
    clearInterval(timer);
  }
}
