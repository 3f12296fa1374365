import type { Command } from 'commander';
import type { FollowFlags } from './follow-run.ts';
import type { SetExitCode } from './set-exit-code.ts';
import {
  allowPlainPayloadsOption,
  command,
  durationArgument,
  encryptionKeysOption,
  fileOption,
  maxAgentsOption,
  metricsPortOption,
  noWaitOption,
  otlpOption,
  payloadStoreOption,
  progressOption,
  pythonBinOption,
  secretsCommandOption,
  secretsFileOption,
  taskQueueOption,
  wholeNumber,
} from './options.ts';

export function run(setExitCode: SetExitCode): Command {
  return command('run', 'Check a workflow definition, run it, follow the run and print its result.')
    .addOption(fileOption())
    .option('--dev', 'bring along what is missing: the embedded Temporal server, and a worker in this process')
    .option('--phase <name>', 'run this phase alone')
    .option('--input <name=value>', 'a value for an input of the workflow; may be given several times', collect)
    .option('--input-file <path>', 'values for inputs, as YAML or JSON')
    .option('--id <id>', 'the Workflow ID of the run')
    .option(
      '--max-retries <n>',
      'attempts after the first, for agents that do not say otherwise',
      wholeNumber(0, 1_000),
    )
    .option('--retry-delay <duration>', 'the pause before each of them', durationArgument)
    .option('--max-workers <n>', 'agents of this run at work at the same time', wholeNumber(1, 100_000))
    .option('--detach', 'start the run and leave it to a worker elsewhere')
    .addOption(noWaitOption())
    .addOption(taskQueueOption())
    .addOption(maxAgentsOption())
    .addOption(metricsPortOption())
    .addOption(otlpOption())
    .addOption(secretsFileOption())
    .addOption(secretsCommandOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addOption(allowPlainPayloadsOption())
    .addOption(pythonBinOption())
    .addOption(progressOption())
    .action(async (options: RunFlags) => {
      const { runAndFollow } = await import('./run-and-follow.ts');
      setExitCode(await runAndFollow(options));
    });
}

export interface RunFlags extends FollowFlags {
  readonly phase?: string;
  readonly input?: readonly string[];
  readonly inputFile?: string;
  readonly maxRetries?: number;
  /** Milliseconds. */
  readonly retryDelay?: number;
  readonly maxWorkers?: number;
  readonly metricsPort?: number;
  readonly otlp?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
