import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import {
  agentMemoryOption,
  allowPlainPayloadsOption,
  bindOption,
  buildIdOption,
  command,
  deploymentOption,
  encryptionKeysOption,
  healthPortOption,
  logFormatOption,
  logRetentionOption,
  maxAgentsOption,
  maxCachedRunsOption,
  metricsPortOption,
  otlpOption,
  payloadStoreOption,
  pythonBinOption,
  pythonOption,
  rootOption,
  secretsCommandOption,
  secretsFileOption,
  taskQueueOption,
  versioningBehaviorOption,
} from './options.ts';
import type { WorkerFlags } from './serve-until-stopped.ts';

export function worker(setExitCode: SetExitCode): Command {
  return command('worker', 'Run a worker: it takes up runs from the task queue and runs their agents.')
    .addOption(taskQueueOption())
    .addOption(rootOption())
    .addOption(maxAgentsOption())
    .addOption(agentMemoryOption())
    .addOption(maxCachedRunsOption())
    .addOption(metricsPortOption())
    .addOption(otlpOption())
    .addOption(healthPortOption())
    .addOption(bindOption())
    .addOption(secretsFileOption())
    .addOption(secretsCommandOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addOption(allowPlainPayloadsOption())
    .addOption(logFormatOption())
    .addOption(logRetentionOption())
    .addOption(pythonOption())
    .addOption(pythonBinOption())
    .addOption(deploymentOption('the Worker Deployment that this worker belongs to, for rolling upgrades'))
    .addOption(buildIdOption('with --deployment: the version of it that this worker is of'))
    .addOption(versioningBehaviorOption())
    .action(async (flags: WorkerFlags) => {
      const { serveUntilStopped } = await import('./serve-until-stopped.ts');
      setExitCode(await serveUntilStopped(flags, { embeddedServer: false }));
    });
}
