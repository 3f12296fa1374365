import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { BadSettings } from './read-settings.ts';

/** The real path of a folder that must lie inside `root`, links followed. */
export async function folderInside(root: string, written: string): Promise<string> {
  let folder: string;
  try {
    folder = await realpath(path.resolve(root, written));
    if (!(await stat(folder)).isDirectory()) throw new BadSettings(`cwd: ${written} is not a folder`);
  } catch (error) {
    if (error instanceof BadSettings) throw error;
    throw new BadSettings(`cwd: there is no folder ${written} in ${root}`, { cause: error });
  }
  const inside = path.relative(await realpath(root), folder);
  if (inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside))
    throw new BadSettings(`cwd: ${written} is outside of ${root}, the folder that agents run in`);
  return folder;
}
