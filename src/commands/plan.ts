import type { Command } from 'commander';
import { EXIT } from './exit-code.ts';
import type { SetExitCode } from './program.ts';
import { command, fileOption, payloadStoreOption } from './options.ts';

export function plan(setExitCode: SetExitCode): Command {
  return command('plan', 'Show what would run, in which order, under which limits, and what it would cost.')
    .addOption(fileOption())
    .option('--input <name=value>', 'a value for an input of the workflow; may be given several times', collect)
    .option('--input-file <path>', 'values for inputs, as YAML or JSON')
    .addOption(payloadStoreOption())
    .action(async (flags: PlanFlags) => {
      const { showPlan } = await import('./show-plan.ts');
      const canRun = showPlan(flags);
      setExitCode(canRun ? EXIT.success : EXIT.usage);
    });
}

export interface PlanFlags {
  readonly file: string;
  readonly input?: readonly string[];
  readonly inputFile?: string;
  readonly payloadStore?: string;
  readonly json?: boolean;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
