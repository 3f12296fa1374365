import { execFileSync } from 'node:child_process';

/** Whether a process runs. One that has ended and was not collected yet (a zombie) does not. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}
