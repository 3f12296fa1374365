import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Kills process groups when this process is gone, however it went. */
export interface Reaper {
  watch(pid: number): void;
  forget(pid: number): void;
  close(): void;
}

/**
 * A shell that waits for its stdin to end, which a killed worker cannot prevent. It is sent the whole list of groups at each change.
 *
 * A child notices by itself that its worker has gone, but not while it is busy. `prctl(PR_SET_PDEATHSIG)` would end a busy one, on
 * Linux only and without what it started; a watching thread takes 8 MB in every child. This takes 1 MB once, and works on macOS.
 * Without /bin/sh (some containers, where the worker's end is everyone's) only children that are not busy are sure to leave.
 */
export function createReaper(): Reaper {
  const pids = new Set<number>();
  // Groups of its own: a Ctrl-C is for the worker.
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
  shell.on('error', () => {});
  shell.unref();
  // There is none if the system had no more file descriptors to give.
  const stdin = shell.stdin as Socket | undefined;
  stdin?.on('error', () => {}).unref();
  const tell = () => stdin?.write(`${[...pids].join(' ')}\n`);
  return {
    watch(pid) {
      pids.add(pid);
      tell();
    },
    forget(pid) {
      pids.delete(pid);
      tell();
    },
    close: () => void stdin?.end(),
  };
}

const SCRIPT = 'while read -r line; do pids=$line; done; for pid in $pids; do kill -s KILL -- "-$pid"; done';
