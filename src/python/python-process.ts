import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Measurement } from '../activities/executor/agent-call.ts';
import { readLines } from '../activities/executor/stream-lines.ts';
import type { LogSink } from '../serve/log.ts';
import type { TracedAttempt } from '../tracing/traces.ts';
import type { Question } from './answer-worker.ts';
import { PYTHON_FOLDER } from './python-environment.ts';
import type { AttemptId } from '../logs/agent-logs.ts';
import type { FromAttempt } from './python-logs.ts';

/** What the Python worker says, a line of JSON each on its stdout. */
export type FromPython =
  | { readonly kind: 'ready'; readonly python: string; readonly temporalio: string }
  | { readonly kind: 'failed'; readonly message: string }
  | FromAttempt
  | { readonly kind: 'measurements'; readonly attempt: AttemptId; readonly measurements: readonly Measurement[] }
  | { readonly kind: 'attempt_began'; readonly id: number; readonly attempt: TracedAttempt }
  | (Question & { readonly id: number });

export interface PythonProcessOptions {
  readonly interpreter: string;
  /** The first line on its stdin. */
  readonly settings: string;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onMessage: (message: FromPython, answer: (reply: object) => void) => void;
  readonly onLog: LogSink;
}

export interface PythonProcess {
  /** Resolves when the process is gone, with how it went. */
  readonly gone: Promise<string>;
  /** Asks it to stop polling, and to end within 27 seconds. */
  terminate(): void;
  kill(): void;
}

/**
 * One Python worker, in a process group of its own: a Ctrl-C at the terminal does not reach it. It ends itself when its stdin
 * is closed, which happens however this process dies.
 */
export function startPythonProcess(options: PythonProcessOptions): PythonProcess {
  const { interpreter, settings, root, env, onMessage, onLog } = options;
  const child = spawn(interpreter, [PYTHON_FOLDER], {
    cwd: root,
    env: withoutKeys(env),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // it has died: `gone` says so
  const tell = (line: string) => void child.stdin.write(`${line}\n`);
  tell(settings);
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = parse(line);
    if (message) onMessage(message, (reply) => tell(JSON.stringify(reply)));
  });
  const errors = readLines(child.stderr, (message) => onLog({ level: 'INFO', time: new Date(), message, fields: {} }));
  const killGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // gone
    }
  };
  const gone = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(`could not be started: ${message}`));
    child.once('exit', (code, signal) => {
      errors.flush();
      killGroup(); // what its agents have started
      resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
    });
  });
  return { gone, terminate: () => void child.kill('SIGTERM'), kill: killGroup };
}

/** How the worker reaches Temporal is no business of an agent's; it is told by another way. Nor are the keys of payloads. */
const withoutKeys = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith('TEMPORAL_') && name !== 'ORCHESTRATOR_ENCRYPTION_KEYS'),
  );

function parse(line: string): FromPython | undefined {
  try {
    return JSON.parse(line) as FromPython;
  } catch {
    return undefined; // the half of a line that it died in
  }
}
