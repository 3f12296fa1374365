import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Whether this pid is alive and its command line has this text. Pids are used again: a number from a file is a stranger
 * until its command line says otherwise.
 */
export async function isProcess(pid: number, text: string): Promise<boolean> {
  return (await commandLine(pid)).includes(text);
}

/** Empty for a process that is gone, and for one that is dead but not yet reaped. Slim images have no `ps`, macOS no `/proc`. */
async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', `${pid}`])).stdout;
  } catch {
    return '';
  }
}
