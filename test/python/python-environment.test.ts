import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { findPython } from '../../src/python/find-python.ts';
import { pythonEnvironment } from '../../src/python/python-environment.ts';

const exec = promisify(execFile);
const PATH = process.env['PATH']!;
const PROGRESS = { onProgress: () => {} };

/** A folder with programs in it, each a shell script. */
async function folderWith(programs: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'orchestrator-python-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

const says = (version: string) => `echo '{"executable":"/opt/py","version":"${version}","packages":[]}'`;

test('the first Python on the PATH that is new enough is taken', async () => {
  const root = await folderWith({
    python3: says('3.9.18'),
    'python3.12': says('3.12.1'),
    'python3.10': says('3.10.13'),
  });
  expect(await findPython({ root, env: { PATH: root } })).toMatchObject({ version: '3.12.1' });
});

test('no Python at all: what is missing, and what to do', async () => {
  const root = await folderWith({});
  await expect(findPython({ root, env: { PATH: root } })).rejects.toMatchObject({
    name: 'PythonError',
    code: 'PYTHON_NOT_FOUND',
    message: expect.stringMatching(
      /need Python 3\.10 or newer, and there is none: no python3 on the PATH\nInstall Python/,
    ),
  });
});

test('one that is too old, and one that does not run, are named', async () => {
  const root = await folderWith({ python3: says('3.9.18'), python: 'echo broken >&2; exit 1' });
  await expect(findPython({ root, env: { PATH: root } })).rejects.toMatchObject({
    code: 'PYTHON_TOO_OLD',
    message: expect.stringMatching(/python3 is 3\.9\.18, python does not run \(broken\)/),
  });
});

test('an interpreter that was asked for and is not there is named, and no other is taken', async () => {
  const root = await folderWith({ python3: says('3.12.1') });
  const asked = findPython({ root, env: { PATH: root }, pythonBin: join(root, 'nope') });
  await expect(asked).rejects.toMatchObject({ message: expect.stringContaining(`${root}/nope is not there`) });
});

test('packages that cannot be installed: what each way said, and what to do', async () => {
  const root = await folderWith({
    python3: 'if [ "$1" = -c ]; then cat "$0.json"; else echo "ensurepip is not available" >&2; exit 1; fi',
    uv: 'echo "no route to the index" >&2; test "$1" = --version',
  });
  const python = { executable: join(root, 'python3'), version: '3.12.1', packages: [] };
  await writeFile(join(root, 'python3.json'), JSON.stringify(python));
  const cache = join(root, 'cache');
  const asked = pythonEnvironment({ root, env: { PATH: `${root}${delimiter}${PATH}` }, cache, ...PROGRESS });
  await expect(asked).rejects.toMatchObject({
    code: 'PYTHON_PACKAGES_NOT_INSTALLED',
    message: expect.stringMatching(
      /- uv: no route to the index\n {2}- pip: ensurepip is not available[^]*--python-bin/,
    ),
  });
});

test('an environment is made once, however many ask for it, and found again', { timeout: 300_000 }, async () => {
  const root = await folderWith({});
  const said: string[] = [];
  const ask = () => pythonEnvironment({ root, env: process.env, onProgress: (line) => void said.push(line) });
  const [first, second] = await Promise.all([ask(), ask()]);
  expect(second).toBe(first);
  said.length = 0;
  expect(await ask()).toBe(first);
  expect(said).toEqual([]);
  const { stdout } = await exec(first, ['-c', 'import temporalio.service; print(temporalio.service.__version__)']);
  expect(stdout.trim()).toBe('1.35.0');
});

test("the user's interpreter is used as it is if it has the SDK", { timeout: 300_000 }, async () => {
  const root = await folderWith({});
  const ours = await pythonEnvironment({ root, env: process.env, ...PROGRESS });
  const cache = join(root, 'cache');
  const options = { root, env: process.env, cache, ...PROGRESS };
  expect(await pythonEnvironment({ ...options, pythonBin: ours })).toBe(ours);
});

test(
  "an environment for the user's interpreter sees that one's packages, behind ours",
  { timeout: 300_000 },
  async () => {
    const root = await folderWith({});
    const theirs = join(root, 'venv');
    const { executable } = await findPython({ root, env: process.env });
    await exec(executable, ['-m', 'venv', '--without-pip', theirs]);
    const { packages } = await findPython({ root, env: process.env, pythonBin: join(theirs, 'bin', 'python') });
    const [site] = packages;
    await writeFile(join(site!, 'of_the_user.py'), 'VALUE = 42\n');
    await mkdir(join(site!, 'google', 'protobuf'), { recursive: true });
    await writeFile(join(site!, 'google', 'protobuf', '__init__.py'), 'raise ImportError("theirs")\n');
    const options = { root, env: process.env, cache: join(root, 'cache'), ...PROGRESS };
    const made = await pythonEnvironment({ ...options, pythonBin: join(theirs, 'bin', 'python') });
    expect(made).not.toContain('venv');
    const { stdout } = await exec(made, ['-c', 'import temporalio.client, of_the_user; print(of_the_user.VALUE)']);
    expect(stdout.trim()).toBe('42');
  },
);
