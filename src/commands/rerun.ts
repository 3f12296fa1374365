import { Option, type Command } from 'commander';
import type { FollowFlags } from './follow-run.ts';
import type { SetExitCode } from './set-exit-code.ts';
import {
  allowPlainPayloadsOption,
  fileOption,
  maxAgentsOption,
  noWaitOption,
  progressOption,
  pythonBinOption,
  secretsCommandOption,
  secretsFileOption,
} from './options.ts';
import { runCommand } from './run-command.ts';

export interface RerunFlags extends FollowFlags {
  readonly from?: string;
  readonly only?: string;
  readonly latest?: boolean;
}

export const rerun = (setExitCode: SetExitCode): Command =>
  runCommand(
    'rerun',
    'Start a new run that uses what had succeeded in an earlier one, with the same definition and inputs, and follow it.',
    'rerun @last\n  orchestrator rerun @last --from analytics --latest -f flights.yaml',
  )
    .addOption(new Option('--failed', 'run again what had not succeeded (the default)').conflicts(['from', 'only']))
    .addOption(
      new Option('--from <phase>', 'run this phase again, and everything behind it, whatever became of them').conflicts(
        'only',
      ),
    )
    .option('--only <phase>', 'run this phase again, and no other')
    .option('--latest', "use today's file in place of the definition of the earlier run")
    .addOption(fileOption())
    .option('--dev', 'bring along what is missing: the embedded Temporal server, and a worker in this process')
    .option('--id <id>', 'the Workflow ID of the new run')
    .option('--detach', 'start the run and leave it to a worker elsewhere')
    .addOption(noWaitOption())
    .addOption(maxAgentsOption())
    .addOption(secretsFileOption())
    .addOption(secretsCommandOption())
    .addOption(allowPlainPayloadsOption())
    .addOption(pythonBinOption())
    .addOption(progressOption())
    .action(async (run: string, flags: RerunFlags) => {
      const { rerunAndFollow } = await import('./rerun-and-follow.ts');
      setExitCode(await rerunAndFollow(run, flags));
    });
