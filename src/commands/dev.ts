import type { Command } from 'commander';
import type { SetExitCode } from './set-exit-code.ts';
import {
  agentMemoryOption,
  allowPlainPayloadsOption,
  command,
  encryptionKeysOption,
  logRetentionOption,
  maxAgentsOption,
  metricsPortOption,
  otlpOption,
  payloadStoreOption,
  pythonBinOption,
  pythonOption,
  rootOption,
  secretsCommandOption,
  secretsFileOption,
  taskQueueOption,
} from './options.ts';
import type { WorkerFlags } from './serve-until-stopped.ts';

export function dev(setExitCode: SetExitCode): Command {
  return command(
    'dev',
    'Keep a Temporal server with its Web UI and a worker running, for work on a laptop. Its state is kept in .orchestrator/.',
  )
    .addOption(taskQueueOption())
    .addOption(rootOption())
    .addOption(maxAgentsOption())
    .addOption(agentMemoryOption())
    .addOption(metricsPortOption())
    .addOption(otlpOption())
    .addOption(secretsFileOption())
    .addOption(secretsCommandOption())
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addOption(allowPlainPayloadsOption())
    .addOption(logRetentionOption())
    .addOption(pythonOption())
    .addOption(pythonBinOption())
    .action(async (flags: WorkerFlags) => {
      const { serveUntilStopped } = await import('./serve-until-stopped.ts');
      setExitCode(await serveUntilStopped(flags, { embeddedServer: true }));
    });
}
