import { Option, type Command } from 'commander';
import { DEFAULT_FILE } from '../defaults.ts';
import { EXIT } from './exit-code.ts';
import type { SetExitCode } from './set-exit-code.ts';
import { command } from './options.ts';

export function validate(setExitCode: SetExitCode): Command {
  return command('validate', 'Check workflow definitions and show every problem with its place.')
    .option('-f, --file <path...>', 'the workflow definitions', [DEFAULT_FILE])
    .addOption(
      new Option('--format <format>', 'how to show the problems')
        .choices(['text', 'json', 'github', 'sarif'])
        .default('text'),
    )
    .option('--strict', 'treat warnings as errors')
    .action(async ({ file, format, json, strict = false }: ValidateFlags, { parent }: Command) => {
      const { validateFiles } = await import('./validate-files.ts');
      const valid = validateFiles([...new Set(file)], {
        format: json ? 'json' : format,
        strict,
        version: parent?.version() ?? '',
      });
      setExitCode(valid ? EXIT.success : EXIT.usage);
    });
}

interface ValidateFlags {
  readonly file: readonly string[];
  readonly format: 'text' | 'json' | 'github' | 'sarif';
  readonly json?: boolean;
  readonly strict?: boolean;
}
