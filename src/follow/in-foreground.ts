import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether the terminal's keys come to this process: one that is in the background is stopped by the system when it changes how the terminal reads. */
export function isInForeground(): boolean {
  try {
    const [own, foreground] = processGroups();
    return own !== undefined && own === foreground;
  } catch {
    return false;
  }
}

/** The group of this process, and the one in the foreground of its terminal. */
function processGroups(): (string | undefined)[] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
  // The name of the program, in parentheses, may have blanks in it.
  const [, , group, , , foreground] = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return [group, foreground];
}
