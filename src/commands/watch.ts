import type { Command } from 'commander';
import type { Progress } from '../follow/choose-view.ts';
import type { SetExitCode } from './set-exit-code.ts';
import { noWaitOption, progressOption } from './options.ts';
import { onRun, runCommand, type RunCommandFlags } from './run-command.ts';

export interface WatchFlags extends RunCommandFlags {
  readonly progress: Progress;
  /** False with `--no-wait`. */
  readonly wait: boolean;
}

export const watch = (setExitCode: SetExitCode): Command =>
  runCommand(
    'watch',
    'Follow a run to its end, as `run` does, and print its result. Ctrl-C leaves, and on a terminal the key d; the run goes on.',
    'watch @last',
  )
    .addOption(progressOption())
    .addOption(noWaitOption())
    .action(async (run: string, flags: WatchFlags) => {
      const { watchRun } = await import('./watch-run.ts');
      setExitCode(await onRun(run, flags, async (session, workflowId) => watchRun(session, workflowId, flags)));
    });
