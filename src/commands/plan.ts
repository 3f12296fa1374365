import { Option, type Command } from 'commander';
import { EXIT } from './exit-code.ts';
import type { SetExitCode } from './set-exit-code.ts';
import { command, encryptionKeysOption, fileOption, payloadStoreOption, taskQueueOption } from './options.ts';

export function plan(setExitCode: SetExitCode): Command {
  return command('plan', 'Show what would run, in which order, under which limits, and what it would cost.')
    .addOption(fileOption())
    .option('--input <name=value>', 'a value for an input of the workflow; may be given several times', collect)
    .option('--input-file <path>', 'values for inputs, as YAML or JSON')
    .addOption(payloadStoreOption())
    .addOption(
      new Option(
        '--from-run <run>',
        'what `rerun` would run, and what it would use of this run, which is a Workflow ID or @last',
      ).conflicts(['input', 'inputFile']),
    )
    .addOption(
      new Option('--failed', 'with --from-run: run again what had not succeeded (the default)').conflicts([
        'from',
        'only',
      ]),
    )
    .addOption(
      new Option(
        '--from <phase>',
        'with --from-run: run this phase again, and everything behind it, whatever became of them',
      ).conflicts('only'),
    )
    .option('--only <phase>', 'with --from-run: run this phase again, and no other')
    .option('--latest', "with --from-run: use today's file in place of the definition of the earlier run")
    .addOption(taskQueueOption())
    .addOption(encryptionKeysOption())
    .action(async (flags: PlanFlags) => {
      const { showPlan } = await import('./show-plan.ts');
      const canRun = await showPlan(flags);
      setExitCode(canRun ? EXIT.success : EXIT.usage);
    });
}

export interface PlanFlags {
  readonly file: string;
  readonly input?: readonly string[];
  readonly inputFile?: string;
  readonly payloadStore?: string;
  readonly json?: boolean;
  /** What follows is for a rerun. */
  readonly fromRun?: string;
  readonly failed?: boolean;
  readonly from?: string;
  readonly only?: string;
  readonly latest?: boolean;
  readonly taskQueue: string;
  readonly encryptionKeys?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
