import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Bytes of memory that a process holds, seen from outside: a busy one does not answer, and its heap limit counts no Buffers.
 * Linux tells at once. Elsewhere `ps` is asked, which takes a process: `onBytes` is called later, or never.
 */
export function residentMemory(pid: number, isSilent: boolean, onBytes: (bytes: number) => void): void {
  if (process.platform === 'linux') {
    const bytes = fromProc(pid);
    if (bytes !== undefined) onBytes(bytes);
  } else if (isSilent) {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
      const kilobytes = Number.parseInt(stdout, 10);
      if (error === null && Number.isFinite(kilobytes)) onBytes(kilobytes * 1024);
    });
  }
}

function fromProc(pid: number): number | undefined {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
