import { randomUUID } from 'node:crypto';
import type { Json } from '../../definition/json.ts';
import type { AgentCall, AgentHost } from './agent-call.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess } from './agent-process.ts';
import { cancelled } from './cancelled.ts';
import type { FromChild } from './child-messages.ts';
import { deferred } from './deferred.ts';
import type { Frame } from './frames.ts';
import { passOnEnding } from './process-ending.ts';
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
  /** Resolves after `output` has settled: true if the process can be used again. */
  readonly reusable: Promise<boolean>;
  /** False while the process has not taken the call: if it ends like that, the agent has not been run. */
  readonly wasTaken: () => boolean;
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
  const outcome = deferred<string | AgentFailure>();
  const settled = deferred<boolean>();
  let isTaken = false;
  let hasEnded = false;

  const receive = ({ head, body }: Frame<FromChild>) => {
    if (head.kind === 'pong') return watch.pong(head.memory);
    if (head.id !== id) return;
    switch (head.kind) {
      case 'taken':
        return void (isTaken = true);
      case 'progress':
        return host.progress(head.fraction, head.text);
      case 'checkpoint':
        return host.checkpoint(JSON.parse(body) as Json);
      case 'log':
        return host.log(head.line);
      case 'measurements':
        return head.measurements.forEach((each) => host.measure(each));
      case 'output':
        return outcome.resolve(body);
      case 'failed':
        return outcome.resolve(
          new AgentFailure(head.type, head.message, {
            retryable: head.retryable,
            stack: head.stack,
            retryAfter: head.retryAfter,
          }),
        );
      case 'settled':
        // Much memory held by what has ended would be missing to the next.
        return settled.resolve(head.clean && head.memory < (limits.memoryLimit * 2 ** 20) / 4);
    }
  };
  process.listener = {
    frame: receive,
    line(stream, message) {
      if (!hasEnded) host.log({ level: stream === 'stdout' ? 'info' : 'warn', message, stream });
    },
    garbage: () => ending.killFor(new AgentFailure('AgentCrashed', CHANNEL_BROKEN)),
    end(death) {
      outcome.resolve(ending.killedFor ?? death);
      settled.resolve(false);
    },
  };
  const { outputLimit, loadWithin } = limits;
  process.attempts += 1;
  process.send({ kind: 'call', id, url, limits: { outputLimit, loadWithin } }, JSON.stringify(call));
  const ending = passOnEnding(process, id, host, limits, closing);
  const wedgedAfter = Math.min(limits.wedgedAfter, host.silence ?? Infinity);
  const watch = watchProcess(
    process,
    { ...limits, wedgedAfter },
    { alive: () => host.alive(), killFor: ending.killFor },
  );

  const output = outcome.promise.then(async (result) => {
    await process.flush();
    hasEnded = true;
    watch.stop();
    ending.stop();
    // A child that does not settle is as good as one that says it is not clean.
    setTimeout(() => settled.resolve(false), SETTLE).unref();
    if (host.signal.aborted) throw ending.killedFor ?? cancelled(host.signal);
    if (typeof result === 'string') return result;
    throw result;
  });
  const whenSettled = () => settled.promise;
  return { output, reusable: output.then(whenSettled, whenSettled), wasTaken: () => isTaken };
}

const SETTLE = 1000;
const CHANNEL_BROKEN = 'the agent wrote on, or closed, the channel that its process has to the worker';
