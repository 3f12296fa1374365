import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { newProject, type Project } from './project.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'client.js');
const SLOW = 'phases: [{ name: only, agents: [{ id: slow, module: agents.all, class: Sleeper, with: { ms: 6000 } }] }]';

/** util-linux's `script` gives a program a terminal of its own; that of other systems has other options. */
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** A command on a terminal, under a shell that says afterwards how the terminal was left. */
function onTerminal({ folder, env }: Project, args: readonly string[], more: Record<string, string> = {}) {
  const line = `trap : INT; stty rows 40 columns 120; ${[process.execPath, CLI, ...args].map((part) => `'${part}'`).join(' ')}; echo "code $?"; stty -a`;
  const child = spawn('script', ['--quiet', '--command', line, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH']!, HOME: process.env['HOME']!, LANG: 'C.UTF-8', TERM: 'xterm', ...env, ...more },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  child.stdout.on('data', (chunk) => (shown += String(chunk)));
  const ended = once(child, 'close').then(() => ({ shown, code: Number(/code (\d+)/.exec(shown)?.[1]) }));
  const shows = async (text: string) => {
    while (!shown.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it never showed "${text}":\n${shown}`);
      await delay(20);
    }
  };
  return { press: (key: string) => void child.stdin.write(key), shows, ended };
}

async function withWorker(): Promise<Project> {
  const project = await newProject({ 'workflow.yaml': SLOW });
  await project.worker();
  return project;
}

const RUN = (project: Project) => [
  'run',
  '-f',
  'workflow.yaml',
  '--id',
  idOf(project),
  '--task-queue',
  project.taskQueue,
];
const idOf = ({ taskQueue }: Project) => `run-${taskQueue}`;
const AS_BEFORE = /(?<!-)isig (?<!-)icanon .*[^-]echo /s;

test.skipIf(!hasScript)('d leaves a run that is followed, which goes on; the terminal is as it was', async () => {
  const project = await withWorker();
  const run = onTerminal(project, RUN(project));
  await run.shows('d detaches');
  await project.hasNoted('began slow');
  run.press('d');
  const { code, shown } = await run.ended;
  expect(code).toBe(0);
  expect(shown).toContain(`orchestrator watch ${idOf(project)}`);
  expect(shown).toMatch(AS_BEFORE);

  const watch = onTerminal(project, ['watch', '@last', '--task-queue', project.taskQueue]);
  await watch.shows('d detaches');
  watch.press('xd');
  const left = await watch.ended;
  expect(left.code).toBe(0);
  expect(left.shown).toContain('Left. The run goes on');
  expect((await project.cli('wait', idOf(project))).code).toBe(0);
});

test.skipIf(!hasScript)('Ctrl-C still shuts the run down; the terminal is as it was', async () => {
  const project = await withWorker();
  const run = onTerminal(project, RUN(project));
  await run.shows('d detaches');
  await project.hasNoted('began slow');
  run.press('\u0003');
  const { code, shown } = await run.ended;
  expect(shown).toContain('Shutting down: agents have');
  expect(code).toBe(3);
  expect(shown).toMatch(AS_BEFORE);
});

test.skipIf(!hasScript)('there is no such key in CI', async () => {
  const project = await withWorker();
  const run = onTerminal(project, RUN(project), { CI: 'true' });
  await run.shows('only/slow: running');
  run.press('d');
  const { code, shown } = await run.ended;
  expect(code).toBe(0);
  expect(shown).not.toContain('d detaches');
  expect(shown).toContain('success');
});

test.skipIf(!hasScript)(
  'a run whose worker is this process waits for another one, and it is said how to go on',
  async () => {
    const project = await newProject({ 'workflow.yaml': SLOW });
    const run = onTerminal(project, [...RUN(project), '--dev']);
    await run.shows('d detaches');
    await project.hasNoted('began slow');
    run.press('d');
    const { code, shown } = await run.ended;
    expect(code).toBe(0);
    expect(shown).toContain(`It waits for a worker, unless another one serves the task queue "${project.taskQueue}"`);
    expect(shown).toMatch(AS_BEFORE);
  },
);
