import type { Command } from 'commander';
import type { SetExitCode } from './main.ts';
import { command, payloadStoreOption, taskQueueOption } from './options.ts';
import { showResult, type ResultFlags } from './show-result.ts';

export function wait(setExitCode: SetExitCode): Command {
  return command('wait', 'Wait for the end of a run and print its result. RUN is a Workflow ID, or @last.')
    .argument('<RUN>')
    .addOption(taskQueueOption())
    .addOption(payloadStoreOption())
    .action(async (run: string, options: ResultFlags) => {
      setExitCode(await showResult(run, { ...options, wait: true }));
    });
}
