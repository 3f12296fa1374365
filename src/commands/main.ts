import { CommanderError } from 'commander';
import { EXIT } from './exit-code.ts';
import { program } from './program.ts';
import { printError, reportError } from './report-error.ts';

/** Runs the command line and gives the exit code. */
export async function main(argv: readonly string[], version: string): Promise<number> {
  let exitCode = 0;
  const [, , first, ...words] = argv;
  if (first === '__complete') return complete(words, version);
  try {
    if (first === undefined) {
      const { nextHere } = await import('./next-here.ts');
      process.stdout.write(await nextHere(process.cwd()));
      return EXIT.success;
    }
    await program(version, (code) => (exitCode = code)).parseAsync(argv);
  } catch (error) {
    const json = argv.includes('--json');
    return error instanceof CommanderError ? reportUsage(error, { json }) : reportError(error, { json });
  }
  return exitCode;
}

/** Commander has said it on stderr. */
function reportUsage({ exitCode, code, message }: CommanderError, { json }: { json: boolean }): number {
  if (exitCode === 0) return EXIT.success;
  const said = code === 'commander.help' ? 'no command was given; --help shows them' : message.replace(/^error: /, '');
  if (json) printError({ error: { type: 'UsageError', message: said } });
  return EXIT.usage;
}

/** What the scripts of `orchestrator completion` ask. */
async function complete(words: readonly string[], version: string): Promise<number> {
  const { completions } = await import('../completion/completions.ts');
  const lines = await completions(
    program(version, () => {}),
    words,
    process.cwd(),
  );
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return EXIT.success;
}
