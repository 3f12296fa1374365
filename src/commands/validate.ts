import type { Command } from 'commander';
import { DEFAULT_FILE } from '../defaults.ts';
import { EXIT } from './exit-code.ts';
import type { SetExitCode } from './main.ts';
import { command } from './options.ts';

export function validate(setExitCode: SetExitCode): Command {
  return command('validate', 'Check workflow definitions and show every problem with its place.')
    .option('-f, --file <path...>', 'the workflow definitions', [DEFAULT_FILE])
    .option('--strict', 'treat warnings as errors')
    .action(async ({ file, json, strict }: { file: string[]; json?: boolean; strict?: boolean }) => {
      const [{ loadDefinition }, { checkAgents }, { formatProblems }, { environment }, { printJson }] =
        await Promise.all([
          import('../definition/load.ts'),
          import('../check-agents.ts'),
          import('../definition/format-problems.ts'),
          import('../environment.ts'),
          import('./report-error.ts'),
        ]);
      const problems = file.flatMap((each) => {
        const loaded = loadDefinition(each, { environment });
        return [...loaded.problems, ...checkAgents(loaded, each, process.cwd())];
      });
      const valid = !problems.some(({ severity }) => strict || severity === 'error');
      if (json) printJson({ valid, problems });
      else {
        process.stdout.write(formatProblems(problems));
        process.stdout.write(
          valid
            ? `${file.join(', ')}: valid\n`
            : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`,
        );
      }
      setExitCode(valid ? EXIT.success : EXIT.usage);
    });
}
