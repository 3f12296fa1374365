import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { environment } from '../environment.ts';
import { findPython, type FindPythonOptions } from '../python/find-python.ts';
import { PythonError } from '../python/python-error.ts';
import { fail, ok, type Finding } from './finding.ts';

/** Whether a worker for `runtime: python` could start. Nothing is installed. */
export async function checkPython({
  root,
  pythonBin,
}: Pick<FindPythonOptions, 'root' | 'pythonBin'>): Promise<Finding[]> {
  try {
    const { executable, version, temporalio } = await findPython({ root, pythonBin, env: environment });
    const what = `Python ${version}, ${executable}`;
    if (temporalio !== undefined) return [ok('python', `${what}, with temporalio ${temporalio}`)];
    try {
      await promisify(execFile)(executable, ['-c', 'import venv, ensurepip'], { timeout: 4_000 });
      return [ok('python', what)];
    } catch {
      return [
        fail(
          'python',
          `${what}, cannot make environments for packages`,
          'Install its venv module, such as the package python3-venv.',
        ),
      ];
    }
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    const [what = '', remedy = ''] = error.message.split('\n');
    return [fail('python', what, remedy)];
  }
}
