import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Python } from './find-python.ts';
import { PythonError } from './python-error.ts';

export interface InstallPackagesOptions {
  readonly python: Python;
  /** Of the environment that is made. */
  readonly folder: string;
  readonly interpreter: string;
  /** The file with what is installed. */
  readonly requirements: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a virtual environment with the packages of the Python worker: with uv where it is on the PATH, else, or should that
 * fail, with Python's own venv and pip.
 * @throws PythonError with what each way said.
 */
export async function installPackages(options: InstallPackagesOptions): Promise<void> {
  const { python, folder, interpreter, requirements, onProgress, signal } = options;
  const { executable, version } = python;
  const ways = {
    uv: [
      ['uv', 'venv', '--no-project', '--python', executable, folder],
      ['uv', 'pip', 'install', '--python', interpreter, '-r', requirements],
    ],
    pip: [
      [executable, '-m', 'venv', folder],
      [interpreter, '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', requirements],
    ],
  };
  const tried: string[] = [];
  for (const [name, commands] of Object.entries(ways)) {
    if (name === 'uv' && !(await hasUv(options))) continue;
    onProgress(`installing the packages of the Python worker for Python ${version}, with ${name}, once, in ${folder}`);
    try {
      for (const command of commands) await run(command, options);
      return;
    } catch (error) {
      signal?.throwIfAborted();
      tried.push(`${name}: ${reasonOf(error)}`);
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new PythonError('PYTHON_PACKAGES_NOT_INSTALLED', {
    what: `the packages of the Python worker could not be installed for ${executable}. Tried:\n${tried.map((each) => `  - ${each}`).join('\n')}`,
    remedy:
      'One of these helps: let this machine reach a package index (pip reads PIP_INDEX_URL, uv UV_DEFAULT_INDEX); on Debian ' +
      'and Ubuntu install python3-venv; install the packages in ' +
      `${requirements} yourself and name that interpreter with --python-bin.`,
  });
}

const MINUTE = 60_000;

async function run([command = '', ...args]: readonly string[], options: InstallPackagesOptions): Promise<void> {
  const { env, signal } = options;
  // Of what a person may have set for their own environments, these would send the packages elsewhere.
  const { PYTHONPATH: _, PYTHONHOME: __, PIP_USER: ___, PIP_TARGET: ____, ...rest } = env;
  await promisify(execFile)(command, args, {
    env: rest,
    timeout: 10 * MINUTE,
    maxBuffer: 64 * 1024 * 1024,
    ...(signal ? { signal } : {}),
  });
}

async function hasUv({ env }: InstallPackagesOptions): Promise<boolean> {
  try {
    await promisify(execFile)('uv', ['--version'], { env, timeout: MINUTE });
    return true;
  } catch {
    return false;
  }
}

/** The end of what the program said: there is the reason. */
function reasonOf(error: unknown): string {
  const { stderr = '', stdout = '', message } = error as Error & { stderr?: string; stdout?: string };
  const said = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return said.length === 0 ? message : said.slice(-6).join('\n      ').slice(-1500);
}
