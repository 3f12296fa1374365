import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { AgentFailure } from './agent-failure.ts';
import type { FromChild, ToChild } from './child-messages.ts';
import { compiledFile } from './compiled-file.ts';
import { deferred } from './deferred.ts';
import { type Frame, openFrames } from './frames.ts';
import { nameDeath } from './process-death.ts';
import type { Reaper } from './reaper.ts';
import { readLines } from './stream-lines.ts';

/** How a process ended: with a code, by a signal, or by never having started. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

export interface ProcessListener {
  frame(frame: Frame<FromChild>): void;
  line(stream: 'stdout' | 'stderr', line: string): void;
  /** Something else than a frame came over the channel, or the channel was closed. */
  garbage(): void;
  /** It has ended, for this reason. */
  end(death: AgentFailure): void;
}

/** A child process, or a thread that behaves like one, that agents can run in. */
export interface AgentProcess {
  readonly kind: 'process' | 'thread';
  readonly pid: number | undefined;
  /** How many attempts it was given. */
  attempts: number;
  /** That of the attempts it was given: those of another one never see what these have left in it. */
  realm: string;
  /** Told of everything that happens; there is one at a time. */
  listener: ProcessListener | undefined;
  send(message: ToChild, body?: string): void;
  /** Waits for what it has written by now, and gives out a last line that has no end. */
  flush(): Promise<void>;
  /** Signals the process and all that it has started. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
  readonly ended: Promise<void>;
}

export interface ProcessSettings {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of the JavaScript heap, in MiB. */
  readonly heapLimit: number;
  /** Of one message from the child, in bytes. */
  readonly messageLimit: number;
}

export function startProcess(settings: ProcessSettings, reaper: Reaper): AgentProcess {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${settings.heapLimit}`, '--enable-source-maps', compiledFile('child.js')],
    {
      cwd: settings.root,
      env: settings.env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own: a signal to it reaches what the agent has started, and a Ctrl-C does not reach the agent.
      detached: true,
    },
  );
  const { pid } = child;
  // There are none if the system had no more file descriptors to give.
  const [stdout, stderr, channel] = (child.stdio ?? []).slice(1) as unknown as Partial<[Socket, Socket, Socket]>;
  // What waits for the process keeps the event loop; the process itself never does.
  for (const each of [child, stdout, stderr, channel]) each?.unref();

  const ended = deferred<void>();
  const frames = channel && openChannel(channel, () => self.listener, settings.messageLimit);
  const lines = [
    stdout && readLines(stdout, (line) => self.listener?.line('stdout', line)),
    stderr &&
      readLines(stderr, (line) => {
        ranOutOfMemory ||= OUT_OF_MEMORY.test(line);
        self.listener?.line('stderr', line);
      }),
  ];
  let ranOutOfMemory = false;
  let isGone = pid === undefined;
  const self: AgentProcess = {
    kind: 'process',
    pid,
    attempts: 0,
    realm: '',
    listener: undefined,
    send: (message, body) => frames?.send(message, body),
    async flush() {
      // It is in the pipes, and is read in this turn of the event loop.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      for (const each of lines) each?.flush();
    },
    kill(signal) {
      if (!isGone) killGroup(pid!, signal);
    },
    ended: ended.promise,
  };
  const end = async (how: ProcessEnd) => {
    // What the agent started may hold its pipes open for ever: that is why this does not wait for 'close'.
    self.kill('SIGKILL');
    isGone = true;
    if (pid !== undefined) reaper.forget(pid);
    await self.flush();
    const { listener } = self;
    self.listener = undefined;
    listener?.end(nameDeath(how, ranOutOfMemory, settings.heapLimit));
    for (const each of [stdout, stderr, channel]) each?.destroy();
    ended.resolve();
  };
  child.once('exit', (code, signal) => void end({ code, signal }));
  child.on('error', (error) => pid === undefined && void end({ code: null, signal: null, error }));
  if (pid !== undefined) reaper.watch(pid);
  return self;
}

function openChannel(channel: Socket, listener: () => ProcessListener | undefined, limit: number) {
  // Closed by the end of the process, which is told soon, or by the agent.
  channel.on('close', () => void setTimeout(() => listener()?.garbage(), 500).unref());
  const on = { frame: (frame: Frame<FromChild>) => listener()?.frame(frame), garbage: () => listener()?.garbage() };
  return openFrames<FromChild, ToChild>(channel, on, limit);
}

/** What V8 says before it ends a process. */
const OUT_OF_MEMORY = /heap out of memory|invalid (table|array) size|Zone Allocation failed/i;

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has gone already.
  }
}
