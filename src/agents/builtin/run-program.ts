import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { createReaper } from '../../activities/executor/reaper.ts';
import { CommandFailure } from './command-failure.ts';
import { endGroup } from './end-group.ts';

export interface Program {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: string;
}

export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs a program to its end, and leaves nothing of it behind: it has a process group of its own, which is ended when `signal` is
 * aborted, and killed with what the program left running when it ends by itself or this process does, however it goes.
 * Rejects with the signal's reason, or when the program cannot be started. `read` is given its output before there is any.
 */
export async function runProgram(
  program: Program,
  signal: AbortSignal,
  read: (streams: Pick<ChildProcessWithoutNullStreams, 'stdout' | 'stderr'>) => void,
): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const child = await start(program);
  const group = child.pid!;
  const reaper = createReaper();
  reaper.watch(group);
  read(child);
  // It need not read what it is given.
  child.stdin.on('error', () => {});
  child.stdin.end(program.stdin);

  let ending: Promise<void> | undefined;
  const end = () => (ending ??= endGroup(group));
  if (signal.aborted) void end();
  else signal.addEventListener('abort', end, { once: true });
  const closed = once(child, 'close').catch(() => {});
  try {
    const [code, by] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    await (signal.aborted ? end() : endGroup(group, 0));
    // A process that has left the group may hold the pipes open for ever.
    await Promise.race([closed, delay(1000, undefined, { ref: false })]);
    signal.throwIfAborted();
    return { code, signal: by };
  } finally {
    signal.removeEventListener('abort', end);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    reaper.forget(group);
    reaper.close();
  }
}

async function start({ command: [file, ...args], cwd, env }: Program): Promise<ChildProcessWithoutNullStreams> {
  try {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: 'pipe' });
    await once(child, 'spawn');
    return child;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = WHY[code ?? ''];
    throw new CommandFailure('CommandNotStarted', `${file} cannot be started: ${why ?? message}`, {
      retryable: why === undefined,
    });
  }
}

/** What another attempt cannot mend. */
const WHY: Readonly<Record<string, string>> = {
  ENOENT: "there is no such program on the worker's PATH",
  EACCES: 'it is not executable, or a folder on the way to it cannot be entered',
  ENOEXEC: 'it is not a program; a script begins with a line such as #!/bin/sh',
  E2BIG: 'its arguments and variables are too long for the system; give them on stdin',
};
