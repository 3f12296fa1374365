import { CommanderError } from 'commander';
import { EXIT } from './exit-code.ts';
import { program } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs the command line and gives the exit code. */
export async function main(argv: readonly string[], version: string): Promise<number> {
  let exitCode = 0;
  try {
    await program(version, (code) => (exitCode = code)).parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    return reportError(error, { json: argv.includes('--json') });
  }
  return exitCode;
}

export type { SetExitCode } from './program.ts';
