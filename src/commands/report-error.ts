import { DefinitionError } from '../definition/problem.ts';
import { formatProblems } from '../definition/format-problems.ts';
import { environment } from '../environment.ts';
import { styleOf } from '../follow/style.ts';
import { EXIT } from './exit-code.ts';

/** The names of errors that say all there is to say, and the exit code of each. Anything else is a fault of ours. */
const EXPECTED: Readonly<Record<string, number>> = {
  ConnectionError: EXIT.unreachable,
  EncryptionError: EXIT.usage,
  DevServerError: EXIT.unreachable,
  NoWorkerError: EXIT.unreachable,
  PythonError: EXIT.failed,
  PayloadMissing: EXIT.unreachable,
  PayloadStoreFailed: EXIT.unreachable,
  StoreAddressError: EXIT.usage,
  RunStuckError: EXIT.unreachable,
  RunNotFoundError: EXIT.usage,
  NotARunError: EXIT.usage,
  RunOverError: EXIT.usage,
  RunUnderWayError: EXIT.usage,
  StartTooLargeError: EXIT.usage,
  RefusedError: EXIT.usage,
  RunExistsError: EXIT.usage,
  ScheduleError: EXIT.usage,
  DeploymentError: EXIT.usage,
  InitError: EXIT.usage,
  UnknownPhaseError: EXIT.usage,
  UsageError: EXIT.usage,
  AbortError: EXIT.interrupted,
};

/** Wrong use of a command that commander cannot see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Says what went wrong, on stderr and for `--json` also as a document on stdout, and gives the exit code. */
export function reportError(error: unknown, { json }: { json: boolean }): number {
  const { exitCode, document } = sayError(error);
  if (json) printError(document);
  return exitCode;
}

/** Says on stderr what went wrong; gives the exit code, and what `--json` has of it. */
export function sayError(error: unknown): { exitCode: number; document: object } {
  if (error instanceof DefinitionError) {
    process.stderr.write(formatProblems(error.problems, styleOf(process.stderr, environment).colors));
    return { exitCode: EXIT.usage, document: { valid: false, problems: error.problems } };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const code = EXPECTED[name];
  process.stderr.write(
    `${code === undefined ? `orchestrator: unexpected error\n${stack}` : `orchestrator: ${message}`}\n`,
  );
  return { exitCode: code ?? EXIT.failed, document: { error: { type: name, message } } };
}

let hasPrinted = false;

export function printJson(document: unknown): void {
  hasPrinted = true;
  process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** On a line of its own, as `logs --follow` has lines. Nothing where a document stands there already: there is one, not two. */
export function printError(document: object): void {
  if (!hasPrinted) process.stdout.write(`${JSON.stringify(document)}\n`);
}

/** What stands on stdout when a signal ends a command before there was anything to say. */
export function printInterrupted(): void {
  printError({ error: { type: 'Interrupted', message: 'a signal has ended the command' } });
}
