import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { onTestFinished, inject } from 'vitest';
import type { RunResult } from '../../src/workflows/run-result.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'client.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that is under way. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly finished: Promise<Finished>;
  /** Resolves when the text has appeared on stdout or stderr. */
  says(text: string | RegExp): Promise<void>;
}

/** A user's project in a folder of its own, with a task queue of its own on the suite's server. */
export class Project {
  readonly folder: string;
  readonly taskQueue: string;
  readonly env: Record<string, string>;

  constructor(folder: string, env: Record<string, string>) {
    this.folder = folder;
    this.taskQueue = `queue-${folder.slice(-6)}`;
    this.env = env;
  }

  /** Starts `orchestrator …`. What is still running at the end of the test is killed. */
  start(args: readonly string[], options: { env?: Record<string, string>; cli?: string } = {}): Running {
    const env = {
      PATH: process.env['PATH']!,
      HOME: process.env['HOME']!,
      LANG: 'C.UTF-8',
      ...this.env,
      ...options.env,
    };
    const child = spawn(process.execPath, [options.cli ?? CLI, ...args], { cwd: this.folder, env });
    onTestFinished(() => void child.kill('SIGKILL'));
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
    const says = async (text: string | RegExp): Promise<void> => {
      const found = () => (typeof text === 'string' ? (stdout + stderr).includes(text) : text.test(stdout + stderr));
      while (!found()) {
        if (child.exitCode !== null)
          throw new Error(`it ended with ${child.exitCode} and never said ${String(text)}:\n${stdout}${stderr}`);
        await delay(20);
      }
    };
    return { child, finished, says };
  }

  /** Runs `orchestrator …` to its end. */
  async cli(...args: string[]): Promise<Finished> {
    return this.start(args).finished;
  }

  async worker(...args: string[]): Promise<Running> {
    const worker = this.start(['worker', '--task-queue', this.taskQueue, ...args]);
    await worker.says('Worker ready');
    return worker;
  }

  /** `run --json`, with a worker running elsewhere: the exit code and the result. */
  async run(...args: string[]): Promise<{ code: number | null; result: RunResult; stderr: string }> {
    const { code, stdout, stderr } = await this.cli(
      'run',
      '-f',
      'workflow.yaml',
      '--json',
      '--task-queue',
      this.taskQueue,
      ...args,
    );
    if (!stdout) throw new Error(`no result:\n${stderr}`);
    return { code, result: JSON.parse(stdout) as RunResult, stderr };
  }

  /** What agents wrote with `note(…)`, in order. */
  async notes(): Promise<string[]> {
    const file = join(this.folder, 'notes.txt');
    return existsSync(file) ? (await readFile(file, 'utf8')).trimEnd().split('\n') : [];
  }

  async hasNoted(text: string): Promise<void> {
    while (!(await this.notes()).includes(text)) await delay(20);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const file = join(this.folder, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }

  async client(): Promise<Client> {
    const connection = await Connection.connect({ address: this.env['TEMPORAL_ADDRESS']! });
    onTestFinished(() => connection.close());
    return new Client({ connection });
  }
}

/** Makes a project with these files, and with the agents of `AGENTS` in `agents/all.mjs`. */
export async function newProject(
  files: Readonly<Record<string, string>>,
  env = { TEMPORAL_ADDRESS: inject('temporalAddress') },
): Promise<Project> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'orchestrator-project-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const project = new Project(folder, env);
  await project.write({ 'agents/all.mjs': AGENTS, ...files });
  return project;
}

/** Agents that do one thing each. They note what they do in a file, so that a test can see how often they did it. */
const AGENTS = `
import { appendFileSync, existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const note = (text) => appendFileSync('notes.txt', text + '\\n');

export class Echo {
  async run({ agent, config, input }) {
    note('ran ' + agent);
    return { agent, config, input };
  }
}

export class Sleeper {
  async run({ agent, input, signal }) {
    note('began ' + agent);
    await delay(input.ms ?? 60_000, undefined, { signal });
    note('ended ' + agent);
    return agent;
  }
}

export class Gated {
  async run({ agent, signal }) {
    note('began ' + agent);
    while (!existsSync('go')) await delay(20, undefined, { signal });
    note('ended ' + agent);
  }
}

export class Stubborn {
  async run({ agent, input }) {
    note('began ' + agent);
    await delay(input.ms ?? 60_000);
    note('ended ' + agent);
    return 'done all the same';
  }
}

export class Handing {
  async run({ agent, attempt, stopping, lastCheckpoint, checkpoint }) {
    note('attempt ' + attempt + ' of ' + agent);
    if (lastCheckpoint) return lastCheckpoint;
    checkpoint({ done: 'half' });
    await new Promise((_, reject) => stopping.addEventListener('abort', () => reject(new Error('stopping'))));
  }
}

export class Failing {
  async run({ agent, attempt, input }) {
    note('attempt ' + attempt + ' of ' + agent);
    if (attempt > (input.times ?? Infinity)) return 'at last';
    throw new RangeError(input.message ?? 'it does not work');
  }
}

export class NotJson {
  async run() {
    return { rows: [1, { when: () => 'now' }] };
  }
}

export class Config {
  constructor(config) {
    this.config = config;
  }
  async run() {
    return this.config;
  }
}
`;
