import { Option, type Command } from 'commander';
import { exitWhenInterrupted } from './exit-when-interrupted.ts';
import type { SetExitCode } from './set-exit-code.ts';
import { rootOption, wholeNumber } from './options.ts';
import { runCommand, type RunCommandFlags } from './run-command.ts';

export interface LogsFlags extends RunCommandFlags {
  readonly root: string;
  readonly follow?: boolean;
  readonly phase?: string;
  readonly agent?: string;
  readonly item?: number;
  readonly attempt?: number;
  readonly failed?: boolean;
  readonly tail?: number;
}

export const logs = (setExitCode: SetExitCode): Command =>
  runCommand('logs', 'Show what the agents of a run have logged.', 'logs @last --failed')
    .option('-f, --follow', 'go on until the run ends; with --json, one JSON document a line')
    .option('--phase <name>', 'of this phase; `publish/review` is a phase of the sub-workflow that `publish` runs')
    .option('--agent <id>', 'of this agent')
    .addOption(new Option('--item <n>', 'of this item of a for_each, from 0').argParser(wholeNumber(0)))
    .addOption(new Option('--attempt <n>', 'of this attempt').argParser(wholeNumber(1)))
    .option('--failed', 'of attempts that have failed')
    .addOption(new Option('--tail <n>', 'the last lines of each attempt').argParser(wholeNumber(0)))
    .addOption(rootOption('the folder of the workers, which keep logs in its .orchestrator/logs'))
    .action(async (run: string, flags: LogsFlags) => {
      const { showLogs } = await import('./show-logs.ts');
      setExitCode(await exitWhenInterrupted(() => showLogs(run, flags), flags));
    });
