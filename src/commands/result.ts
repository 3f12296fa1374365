import type { Command } from 'commander';
import { showResult, type ResultFlags } from './show-result.ts';
import type { SetExitCode } from './main.ts';
import { command, payloadStoreOption, taskQueueOption } from './options.ts';

export function result(setExitCode: SetExitCode): Command {
  return command('result', 'Print the result of a run that has ended. RUN is a Workflow ID, or @last.')
    .argument('<RUN>')
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .action(async (run: string, options: ResultFlags) => {
      setExitCode(await showResult(run, { ...options, wait: false }));
    });
}
