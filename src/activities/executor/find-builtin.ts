import { compiledFile } from './compiled-file.ts';
import { nearestNames } from './nearest-names.ts';

/**
 * The file of `builtin.NAME`, an agent that comes with this package; undefined for any other module. A folder of the user's that
 * is called `builtin` never stands in for it: what `builtin.command` does must not depend on the project.
 */
export function findBuiltin(
  module: unknown,
): { readonly file: string } | { readonly problem: string; readonly nearest: readonly string[] } | undefined {
  if (typeof module !== 'string' || !module.startsWith(PREFIX)) return undefined;
  const name = module.slice(PREFIX.length);
  if (NAMES.includes(name)) return { file: compiledFile(`../../agents/builtin/${name}-agent.js`) };
  return {
    problem:
      `there is no such built-in agent, only ${NAMES.map((each) => PREFIX + each).join(', ')}; ` +
      'a folder of your own that is called builtin is reached by a path (./builtin/NAME)',
    nearest: nearestNames(name, NAMES).map((near) => PREFIX + near),
  };
}

const PREFIX = 'builtin.';
const NAMES: readonly string[] = ['command', 'http', 'wait'];
