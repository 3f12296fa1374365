import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export type GuardedProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * The shell becomes the program, so that its pid and its exit are the program's own. Before that it leaves a watcher behind,
 * in the program's process group, reading a pipe that only we hold: however we die, the kernel closes the pipe, and the
 * watcher ends the group. While it lives the group's number cannot go to another process, so it can never kill a stranger.
 */
const GUARD = `
exec 3<&0
(
  trap '' HUP INT TERM
  read -r _ <&3
  kill -s TERM -- "-$$"
  n=0
  while kill -0 "$$" && [ "$n" -lt "$GUARD_TENTHS" ]; do
    sleep 0.1 || { sleep 1; n=$((n + 9)); }
    n=$((n + 1))
  done
  kill -s KILL -- "-$$"
) </dev/null >/dev/null 2>&1 &
unset GUARD_TENTHS
exec "$@" </dev/null 3<&-
`;

/** How long a process may take to end by itself, before it is killed. */
export const GRACE_SECONDS = 10;

/** Starts a program that cannot outlive us, in a process group of its own: a Ctrl-C at the terminal does not reach it. */
export function spawnGuarded(
  command: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): GuardedProcess {
  const script = `GUARD_TENTHS=${GRACE_SECONDS * 10}\n${GUARD}`;
  const child = spawn('/bin/sh', ['-c', script, 'guard', ...command], {
    ...options,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // the watcher was killed: nothing is ever written to it
  child.once('exit', () => child.stdin.destroy()); // lets the watcher go
  return child;
}

/**
 * Lets the watcher end the process, and settles when it is gone. The watcher finishes even if we are killed now; only if the
 * watcher itself was killed does the group get no chance to end by itself.
 */
export async function endGuarded(child: GuardedProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const group = -child.pid;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin.destroy();
  const timer = setTimeout(() => killGroup(group), (GRACE_SECONDS + 1) * 1000);
  await gone;
  clearTimeout(timer);
}

function killGroup(group: number): void {
  try {
    process.kill(group, 'SIGKILL');
  } catch {
    // gone in this moment
  }
}
