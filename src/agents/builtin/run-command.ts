import type { Readable } from 'node:stream';
import { readLines } from '../../activities/executor/stream-lines.ts';
import type { AgentContext } from '../../agent.ts';
import type { Json } from '../../definition/json.ts';
import { CommandFailure } from './command-failure.ts';
import { createLastLines } from './last-lines.ts';
import { type OutputForm, readOutput } from './read-output.ts';
import { type Program, type ProgramEnd, runProgram } from './run-program.ts';

export interface CommandRules {
  readonly output: OutputForm | 'none';
  readonly ok_codes: readonly number[];
  readonly non_retryable_codes: readonly number[];
  /** Of stdout. */
  readonly max_bytes: number;
}

/** Runs a program for an agent and gives its output, or throws what became of it. */
export async function runCommand(
  program: Program & { readonly name: string },
  rules: CommandRules,
  { signal, log }: Pick<AgentContext, 'signal' | 'log'>,
): Promise<Json> {
  const tooMuch = new AbortController();
  const stdout: Buffer[] = [];
  let size = 0;
  const keep = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= rules.max_bytes) return void stdout.push(chunk);
    const message = `${program.name} wrote more than the ${rules.max_bytes} bytes of max_bytes to stdout`;
    tooMuch.abort(new CommandFailure('CommandOutputTooLarge', message, { retryable: false }));
  };
  const said = createLastLines();
  const read: ReturnType<typeof readLines>[] = [];
  const toLines = (stream: Readable, onLine: (line: string) => void) => read.push(readLines(stream, onLine));

  const end = await runProgram(program, AbortSignal.any([signal, tooMuch.signal]), (streams) => {
    if (rules.output === 'none') toLines(streams.stdout, (line) => log.info(line));
    else streams.stdout.on('data', keep);
    toLines(streams.stderr, (line) => {
      log.warn(line);
      said.add(line);
    });
  }).finally(() => read.forEach((each) => each.flush()));

  if (end.code === null || !rules.ok_codes.includes(end.code)) throw failed(program.name, end, rules, said.text());
  return rules.output === 'none' ? null : readOutput(Buffer.concat(stdout), rules.output, program.name);
}

function failed(name: string, { code, signal }: ProgramEnd, rules: CommandRules, said: string): CommandFailure {
  const how = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
  return new CommandFailure('CommandFailed', `${name} ${how}${said === '' ? '' : `:\n${said}`}`, {
    retryable: code === null || !rules.non_retryable_codes.includes(code),
  });
}
