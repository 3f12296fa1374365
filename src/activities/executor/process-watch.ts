import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess } from './agent-process.ts';
import { residentMemory } from './resident-memory.ts';

/**
 * Asks a process each second whether it is there, which is what `alive` means, and looks at its memory more often: Buffers can
 * be filled at gigabytes a second.
 */
export function watchProcess(
  process: AgentProcess,
  limits: { readonly wedgedAfter: number; readonly memoryLimit: number },
  on: { alive(): void; killFor(failure: AgentFailure): void },
): { pong(memory: number): void; stop(): void } {
  let silent = 0;
  let sinceAsked = 0;
  let tickedAt = performance.now();

  const checkMemory = (bytes: number) => {
    const used = Math.round(bytes / 2 ** 20);
    if (used <= limits.memoryLimit) return;
    const message =
      `the agent's ${process.kind} held ${used} MiB of memory, where ${limits.memoryLimit} MiB are the limit. ` +
      'Work in smaller parts, or raise the limit.';
    on.killFor(new AgentFailure('AgentOutOfMemory', message));
  };
  const tick = () => {
    const now = performance.now();
    // A worker that was stopped itself, or a laptop that slept, must not count that as its child's silence.
    const passed = Math.min(now - tickedAt, 2 * TICK);
    tickedAt = now;
    silent += passed;
    sinceAsked += passed;
    if (silent >= limits.wedgedAfter) {
      const message =
        `the agent's ${process.kind} has not answered for ${Math.round(silent / 1000)} s: something in it never gives way to other work, ` +
        'such as an endless loop. Await something now and then in long work.';
      on.killFor(new AgentFailure('AgentUnresponsive', message));
    }
    if (process.pid !== undefined) residentMemory(process.pid, silent > 2 * PING, checkMemory);
    if (sinceAsked < PING) return;
    sinceAsked = 0;
    process.send({ kind: 'ping' });
  };
  const timer = setInterval(tick, TICK);
  return {
    pong(memory) {
      silent = 0;
      on.alive();
      checkMemory(memory);
    },
    stop: () => clearInterval(timer),
  };
}

const TICK = 250;
/** Less than the second that `AgentHost.alive` promises, since ticks are late now and then. */
const PING = 750;
