import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** What a file was like when it was last read: enough to tell cheaply that it is still the same. */
export interface FileState {
  readonly file: string;
  time: number;
  readonly size: number;
  readonly hash: string;
}

/** The state of a file that was read after `readAt`. One that was written since may have been read before that: it counts as changed. */
export async function stateOf(file: string, readAt: number): Promise<FileState> {
  const [{ mtimeMs, size }, hash] = await Promise.all([stat(file), hashOf(file)]);
  return mtimeMs >= readAt ? { file, time: 0, size: -1, hash: '' } : { file, time: mtimeMs, size, hash };
}

export async function isUnchanged(state: FileState): Promise<boolean> {
  try {
    const { mtimeMs, size } = await stat(state.file);
    if (size !== state.size) return false;
    if (mtimeMs === state.time) return true;
    // Written again, or copied into an image: the same all the same.
    if ((await hashOf(state.file)) !== state.hash) return false;
    state.time = mtimeMs;
    return true;
  } catch {
    return false;
  }
}

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
