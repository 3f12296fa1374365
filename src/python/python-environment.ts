import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import { withLock } from '../dev-server/with-lock.ts';
import { findPython, type FindPythonOptions, type Python } from './find-python.ts';
import { installPackages } from './install-packages.ts';

/** The package that the Python worker consists of, beside `src` and `dist`. */
export const PYTHON_FOLDER = path.join(import.meta.dirname, '..', '..', 'python');
const REQUIREMENTS = path.join(PYTHON_FOLDER, 'requirements.txt');

export interface PythonEnvironmentOptions extends FindPythonOptions {
  /** Where environments are kept: a folder of the user, outside of every project. */
  readonly cache?: string | undefined;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The path of an interpreter that can run the Python worker: the user's own, if it has the Temporal SDK; else that of an
 * environment with the pinned packages, which is made once for a version of Python and of the requirements.
 * @throws PythonError
 */
export async function pythonEnvironment(options: PythonEnvironmentOptions): Promise<string> {
  const python = await findPython(options);
  const isTheirs = options.pythonBin !== undefined;
  if (isTheirs && isUsable(python.temporalio)) return python.executable;
  const requirements = readFileSync(REQUIREMENTS, 'utf8');
  const { cache = envPaths('orchestrator', { suffix: '' }).cache, onProgress, signal } = options;
  const folder = path.join(cache, `python-${python.version}-${fingerprint(python, requirements, isTheirs)}`);
  const interpreter = path.join(folder, 'bin', 'python');
  // Written last: what has it is whole.
  const mark = path.join(folder, 'ready');
  const isReady = () => existsSync(mark) && existsSync(interpreter);
  if (isReady()) return interpreter;

  mkdirSync(cache, { recursive: true });
  let said = false;
  const waiting = () => {
    if (!said) onProgress('waiting for another start that installs the packages of the Python worker');
    said = true;
  };
  return withLock(folder, { waiting, signal }, async () => {
    if (isReady()) return interpreter;
    rmSync(folder, { recursive: true, force: true });
    await installPackages({ ...options, python, folder, interpreter, requirements: REQUIREMENTS });
    if (isTheirs) seePackagesOf(python, folder);
    writeFileSync(mark, '');
    return interpreter;
  });
}

/** Of what the worker uses, the storage of large payloads is the youngest. */
const OLDEST_SDK = [1, 35] as const;

function isUsable(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major === OLDEST_SDK[0] && minor >= OLDEST_SDK[1];
}

function fingerprint({ executable, version, packages }: Python, requirements: string, isTheirs: boolean): string {
  const hash = createHash('sha256').update(
    JSON.stringify([executable, version, requirements, isTheirs ? packages : []]),
  );
  return hash.digest('hex').slice(0, 12);
}

/**
 * Behind ours, so that ours win. `--system-site-packages` would not do: of an environment of the user's it shows the packages
 * of the interpreter that this was made from.
 */
function seePackagesOf({ version, packages }: Python, folder: string): void {
  const name = `python${version.split('.').slice(0, 2).join('.')}`;
  const lines = packages.map((each) => `import site; site.addsitedir(${JSON.stringify(each)})\n`);
  writeFileSync(path.join(folder, 'lib', name, 'site-packages', 'zz-of-the-user.pth'), lines.join(''));
}
