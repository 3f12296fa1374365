import { execFile } from 'node:child_process';
import parseArguments from 'string-argv';
import type { Found } from './secret-store.ts';

/**
 * Asks a program for secrets: `pass show`, `vault kv get -field=value secret`, `security find-generic-password -w -s`. It is
 * started without a shell, and answers are kept in memory for five minutes, since each attempt of an agent asks.
 * What it says on stderr is told to nobody: there may be a secret in it.
 */
export function createSecretsCommand(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
  { keepFor = 5 * 60_000, timeout = 10_000 }: { keepFor?: number; timeout?: number } = {},
): (name: string) => Promise<Found> {
  const [program, ...args] = parseArguments(command);
  if (program === undefined) throw new Error('the secrets command is empty: give a program, and its arguments');
  const where = `what the command ${program} says`;
  const answers = new Map<string, { readonly askedAt: number; readonly answer: Promise<Found> }>();

  const ask = (name: string): Promise<Found> =>
    new Promise((resolve, reject) => {
      const options = { env: environment, timeout, killSignal: 'SIGKILL', maxBuffer: MAX_ANSWER } as const;
      execFile(program, [...args, name], options, (error, stdout) => {
        if (error === null) return resolve({ value: stdout.replace(/\r?\n$/, ''), where });
        if (typeof error.code === 'number') return resolve({ where: `${where} (it ended with code ${error.code})` });
        reject(new Error(`the secrets command ${program} ${whatHappened(error, timeout)}`));
      });
    });
  return (name) => {
    const known = answers.get(name);
    if (known !== undefined && performance.now() - known.askedAt < keepFor) return known.answer;
    const answer = ask(name);
    answers.set(name, { askedAt: performance.now(), answer });
    // Only what it has is kept: a secret that was just added is found by the next attempt.
    const forget = () => void (answers.get(name)?.answer === answer && answers.delete(name));
    answer.then(({ value }) => value === undefined && forget(), forget);
    return answer;
  };
}

const MAX_ANSWER = 1024 * 1024;

function whatHappened(
  error: { code?: string | number | null; killed?: boolean; signal?: string | null },
  timeout: number,
) {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `answered with more than ${MAX_ANSWER} bytes`;
  if (error.killed) return `did not answer in ${timeout / 1000} s`;
  return error.signal ? `was ended by ${error.signal}` : `could not be started (${error.code})`;
}
