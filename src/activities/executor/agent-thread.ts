import { PassThrough } from 'node:stream';
import { MessageChannel, Worker } from 'node:worker_threads';
import { toAgentFailure } from './agent-error.ts';
import { AgentFailure } from './agent-failure.ts';
import type { AgentProcess, ProcessSettings } from './agent-process.ts';
import type { ToChild } from './child-messages.ts';
import { compiledFile } from './compiled-file.ts';
import { deferred } from './deferred.ts';
import type { Frame } from './frames.ts';
import { readLines } from './stream-lines.ts';
import type { FromThread } from './thread-messages.ts';

/** A thread of the worker's own process, seen as a process is. To signal it ends it, whatever the signal. */
export function startThread(settings: Pick<ProcessSettings, 'env' | 'heapLimit'>): AgentProcess {
  const { port1: port, port2 } = new MessageChannel();
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const lines = (['stdout', 'stderr'] as const).map((name) =>
    readLines(streams[name], (line) => self.listener?.line(name, line)),
  );
  const ended = deferred<void>();
  let problem: unknown;

  const self: AgentProcess = {
    kind: 'thread',
    pid: undefined,
    attempts: 0,
    realm: '',
    listener: undefined,
    send: (head, body = '') => port.postMessage({ head, body } satisfies Frame<ToChild>),
    async flush() {
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      for (const each of lines) each.flush();
    },
    kill: () => void thread?.terminate(),
    ended: ended.promise,
  };
  const end = async (code: number) => {
    await self.flush();
    const { listener } = self;
    self.listener = undefined;
    listener?.end(nameDeath(code, problem, settings.heapLimit));
    port.close();
    ended.resolve();
  };
  port.on('message', (message: FromThread) => {
    try {
      if ('stream' in message) streams[message.stream].write(message.bytes);
      else self.listener?.frame(message);
    } catch {
      // Whatever came, it must not be the worker that fails.
      self.listener?.garbage();
    }
  });
  // What waits for the thread keeps the event loop; the thread itself never does.
  port.unref();

  const start = (): Worker | undefined => {
    try {
      return new Worker(compiledFile('thread.js'), {
        env: settings.env,
        execArgv: ['--enable-source-maps'],
        resourceLimits: { maxOldGenerationSizeMb: settings.heapLimit },
        workerData: { port: port2 },
        transferList: [port2],
        // What is written before the thread has its own streams, and by Node itself.
        stdout: true,
        stderr: true,
      });
    } catch (error) {
      // The system has no more threads or memory to give.
      problem = new NotStarted(String(error));
      setImmediate(() => void end(1));
      return undefined;
    }
  };
  const thread = start();
  thread?.unref();
  thread?.stdout.on('data', (chunk: Buffer) => streams.stdout.write(chunk));
  thread?.stderr.on('data', (chunk: Buffer) => streams.stderr.write(chunk));
  thread?.once('error', (error) => (problem = error));
  thread?.once('exit', (code) => void end(code));
  return self;
}

class NotStarted extends Error {}

/** Says why a thread ended under an agent, and what to look at. */
function nameDeath(code: number, problem: unknown, heapLimit: number): AgentFailure {
  if (problem === undefined) {
    const message =
      `the agent ended its thread with code ${code} (process.exit). ` +
      'An agent returns, or throws: its thread is also used for others.';
    return new AgentFailure('AgentExited', message);
  }
  if (problem instanceof NotStarted) {
    return new AgentFailure('AgentCrashed', `its thread did not start: ${problem.message}`);
  }
  if ((problem as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    const message = `the agent's JavaScript heap reached its limit of ${heapLimit} MiB. Work in smaller parts, or raise the limit.`;
    return new AgentFailure('AgentOutOfMemory', message);
  }
  const { type, message, agentStack, retryable, retryAfter } = toAgentFailure(problem);
  return new AgentFailure('AgentUnhandledError', `An error that nothing caught: ${type}: ${message}`, {
    retryable,
    stack: agentStack,
    retryAfter,
  });
}
