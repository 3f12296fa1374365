import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { PythonError } from './python-error.ts';

/** An interpreter, as it tells of itself. */
export interface Python {
  /** Its absolute path. */
  readonly executable: string;
  /** `3.11.7` */
  readonly version: string;
  /** Where its packages are. */
  readonly packages: readonly string[];
  /** The version of the Temporal SDK that it can import. */
  readonly temporalio?: string;
}

export interface FindPythonOptions {
  /** Asked instead of what is on the PATH. */
  readonly pythonBin?: string | undefined;
  /** The project's folder: tools such as pyenv choose the version by it. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

const OLDEST = [3, 10] as const;
const ON_PATH = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

/** The user's interpreter, else the first on the PATH that is new enough. */
export async function findPython(options: FindPythonOptions): Promise<Python> {
  const { pythonBin } = options;
  const tried: { readonly command: string; readonly answer: Python | string }[] = [];
  for (const command of pythonBin === undefined ? ON_PATH : [absolute(pythonBin)]) {
    const answer = await ask(command, options);
    if (typeof answer !== 'string' && isNewEnough(answer.version)) return answer;
    tried.push({ command, answer });
  }
  const shown = tried
    .filter(({ answer }) => answer !== NOT_THERE || pythonBin !== undefined)
    .map(({ command, answer }) => `${command} ${typeof answer === 'string' ? answer : `is ${answer.version}`}`);
  const tooOld = tried.some(({ answer }) => typeof answer !== 'string');
  const version = OLDEST.join('.');
  throw new PythonError(tooOld ? 'PYTHON_TOO_OLD' : 'PYTHON_NOT_FOUND', {
    what:
      `agents with \`runtime: python\` need Python ${version} or newer, and there is none: ` +
      (shown.length === 0 ? 'no python3 on the PATH' : shown.join(', ')),
    remedy: `Install Python ${version} or newer, or name an interpreter with --python-bin.`,
  });
}

/** The folder that agents are in is no place to import from here: a `json.py` there is none of ours. */
const TELL = `
import sys
sys.path[:] = [each for each in sys.path if each]
import json
told = {"executable": sys.executable, "version": "%d.%d.%d" % tuple(sys.version_info[:3]),
        "packages": [each for each in sys.path if each.endswith(("site-packages", "dist-packages"))]}
try:
    import temporalio.service, temporalio.worker
    told["temporalio"] = temporalio.service.__version__
except Exception:
    pass
print(json.dumps(told))
`;

const NOT_THERE = 'is not there';

async function ask(command: string, { root, env }: FindPythonOptions): Promise<Python | string> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', TELL], { cwd: root, env, timeout: 60_000 });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Python;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? NOT_THERE : `does not run (${message.trim().split('\n').at(-1)?.slice(0, 200)})`;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** A name is looked for on the PATH; a path is meant from where the command was given. */
const absolute = (command: string): string => (command.includes(path.sep) ? path.resolve(command) : command);
