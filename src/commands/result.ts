import type { Command } from 'commander';
import { showResult } from './show-result.ts';
import type { SetExitCode } from './main.ts';
import { command, taskQueueOption } from './options.ts';

export function result(setExitCode: SetExitCode): Command {
  return command('result', 'Print the result of a run that has ended. RUN is a Workflow ID, or @last.')
    .argument('<RUN>')
    .addOption(taskQueueOption())
    .action(async (run: string, options: { json?: boolean; taskQueue: string }) => {
      setExitCode(await showResult(run, { ...options, wait: false }));
    });
}
