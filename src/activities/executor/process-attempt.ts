import { randomUUID } from 'node:crypto';
import type { Json } from '../../definition/json.ts';
import type { AgentCall, AgentHost, AgentLogLine } from './agent-call.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess } from './agent-process.ts';
import { abortReason, cancelled } from './cancelled.ts';
import type { FromChild } from './child-messages.ts';
import type { Frame } from './frames.ts';
import { createLogBudget } from './log-budget.ts';
import { nameDeath } from './process-death.ts';
import { watchProcess } from './process-watch.ts';
import type { AttemptLimits } from './run-attempt.ts';

export interface ProcessLimits extends AttemptLimits {
  /** Of the JavaScript heap, in MiB. */
  readonly heapLimit: number;
  /** Of all memory of the process, in MiB: Buffers are not on the heap. */
  readonly memoryLimit: number;
  /** Milliseconds that an agent which was asked to end may go on. */
  readonly killAfter: number;
  /** Milliseconds that a process may be silent. */
  readonly wedgedAfter: number;
}

export interface ProcessAttempt {
  readonly output: Promise<string>;
  /** Resolves after `output`: true if the process is as it was before the attempt. */
  readonly clean: Promise<boolean>;
}

/** One attempt in a process that has no other. `closing` kills it at once. */
export function attemptInProcess(
  process: AgentProcess,
  { call, url }: { readonly call: AgentCall; readonly url: string },
  host: AgentHost,
  limits: ProcessLimits,
  closing: AbortSignal,
): ProcessAttempt {
  const id = randomUUID();
  const budget = createLogBudget();
  const log = (line: AgentLogLine) => {
    const taken = budget.take(line.message.length);
    if (taken !== 'none') host.log(taken === 'last' ? budget.lastLine : line);
  };
  let killedFor: AgentFailure | undefined;
  let ranOutOfMemory = false;
  let terminating: NodeJS.Timeout | undefined;

  const killFor = (failure: AgentFailure) => {
    killedFor ??= failure;
    process.kill('SIGKILL');
  };
  const terminateFor = (failure: AgentFailure) => {
    killedFor ??= failure;
    process.kill('SIGTERM');
    terminating = setTimeout(() => process.kill('SIGKILL'), TERM_TO_KILL);
  };
  const watch = watchProcess(process, limits, { alive: () => host.alive(), killFor });

  let end: (outcome: string | AgentFailure) => void = () => {};
  const outcome = new Promise<string | AgentFailure>((resolve) => (end = resolve));
  let settle: (clean: boolean) => void = () => {};
  const clean = new Promise<boolean>((resolve) => (settle = resolve));

  const receive = ({ head, body }: Frame<FromChild>) => {
    if (head.kind === 'pong') return watch.pong(head.rss);
    if (head.id !== id) return;
    switch (head.kind) {
      case 'progress':
        return host.progress(head.fraction, head.text);
      case 'checkpoint':
        return host.checkpoint(JSON.parse(body) as Json);
      case 'log':
        return log(head.line);
      case 'output':
        return end(body);
      case 'failed':
        return end(new AgentFailure(head.type, head.message, { retryable: head.retryable, stack: head.stack }));
      case 'settled':
        return settle(head.clean);
    }
  };
  let running = true;
  process.listener = {
    frame: receive,
    line(stream, message) {
      if (stream === 'stderr') ranOutOfMemory ||= OUT_OF_MEMORY.test(message);
      if (running) log({ level: stream === 'stdout' ? 'info' : 'warn', message });
    },
    garbage: () =>
      killFor(new AgentFailure('AgentCrashed', `the agent wrote on, or closed, the channel of its process`)),
    end(how) {
      end(killedFor ?? nameDeath(how, ranOutOfMemory, limits.heapLimit));
      settle(false);
    },
  };

  const askToEnd = () => {
    const { name, message } = abortReason(host.signal);
    process.send({ kind: 'abort', id, name, message });
    killing = setTimeout(() => terminateFor(cancelled(host.signal, killedNote(limits.killAfter))), limits.killAfter);
  };
  let killing: NodeJS.Timeout | undefined;
  const tellStopping = () => process.send({ kind: 'stopping', id });
  const close = () => killFor(new AgentFailure('AgentCancelled', 'the executor was closed'));
  host.signal.addEventListener('abort', askToEnd, { once: true });
  host.stopping.addEventListener('abort', tellStopping, { once: true });
  closing.addEventListener('abort', close, { once: true });

  const { outputLimit, loadWithin } = limits;
  process.attempts += 1;
  process.send({ kind: 'call', id, url, limits: { outputLimit, loadWithin } }, JSON.stringify(call));
  if (host.stopping.aborted) tellStopping();

  const output = outcome.then(async (result) => {
    await process.flush();
    running = false;
    watch.stop();
    clearTimeout(killing);
    clearTimeout(terminating);
    host.signal.removeEventListener('abort', askToEnd);
    host.stopping.removeEventListener('abort', tellStopping);
    closing.removeEventListener('abort', close);
    // A child that does not settle is as good as one that says it is not clean.
    const late = setTimeout(() => settle(false), SETTLE).unref();
    void clean.then(() => clearTimeout(late));
    if (host.signal.aborted) throw killedFor ?? cancelled(host.signal);
    if (typeof result === 'string') return result;
    throw result;
  });
  return { output, clean };
}

const TERM_TO_KILL = 1000;
const SETTLE = 1000;
const OUT_OF_MEMORY = /heap out of memory|invalid (table|array) size|Zone Allocation failed/i;

function killedNote(killAfter: number): string {
  return `the agent went on for ${killAfter / 1000} s after that, and was killed`;
}
