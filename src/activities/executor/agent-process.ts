import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FromChild, ToChild } from './child-messages.ts';
import { type Frame, openFrames } from './frames.ts';
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
  end(end: ProcessEnd): void;
}

/** A child process that agents can run in. */
export interface AgentProcess {
  readonly pid: number | undefined;
  /** How many attempts it was given. */
  attempts: number;
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
  const child = spawn(process.execPath, [`--max-old-space-size=${settings.heapLimit}`, '--enable-source-maps', CHILD], {
    cwd: settings.root,
    env: settings.env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own: a signal to it reaches what the agent has started, and a Ctrl-C does not reach the agent.
    detached: true,
  });
  const { pid } = child;
  const [, stdout, stderr, channel] = child.stdio as unknown as [null, Socket, Socket, Socket];
  // What waits for the process keeps the event loop; the process itself never does.
  for (const each of [child, stdout, stderr, channel]) each.unref();

  let markEnded = () => {};
  const ended = new Promise<void>((resolve) => (markEnded = resolve));
  const frames = openFrames<FromChild, ToChild>(
    channel,
    { frame: (frame) => self.listener?.frame(frame), garbage: () => self.listener?.garbage() },
    settings.messageLimit,
  );
  // Closed by its end, which is told soon, or by the agent.
  channel.on('close', () => void setTimeout(() => self.listener?.garbage(), 500).unref());
  const outLines = readLines(stdout, (line) => self.listener?.line('stdout', line));
  const errLines = readLines(stderr, (line) => self.listener?.line('stderr', line));
  const self: AgentProcess = {
    pid,
    attempts: 0,
    listener: undefined,
    send: (message, body) => frames.send(message, body),
    async flush() {
      // It is in the pipes, and is read in this turn of the event loop.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
      outLines.flush();
      errLines.flush();
    },
    kill: (signal) => killGroup(pid, signal),
    ended,
  };

  const end = async (how: ProcessEnd) => {
    // What the agent started may hold its pipes open for ever: that is why this does not wait for 'close'.
    killGroup(pid, 'SIGKILL');
    if (pid !== undefined) reaper.forget(pid);
    await self.flush();
    const { listener } = self;
    self.listener = undefined;
    listener?.end(how);
    for (const each of [stdout, stderr, channel]) each.destroy();
    markEnded();
  };
  child.once('exit', (code, signal) => void end({ code, signal }));
  child.once('error', (error) => pid === undefined && void end({ code: null, signal: null, error }));
  if (pid !== undefined) reaper.watch(pid);
  return self;
}

/** Compiled, also for tests that run from the sources: a child loads no TypeScript. */
const CHILD = [
  new URL('./child.js', import.meta.url),
  new URL('../../../dist/activities/executor/child.js', import.meta.url),
]
  .map((url) => fileURLToPath(url))
  .find((file) => existsSync(file))!;

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has gone already.
  }
}
