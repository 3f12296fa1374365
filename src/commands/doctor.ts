import type { Command } from 'commander';
import { EXIT } from './exit-code.ts';
import {
  command,
  encryptionKeysOption,
  fileOption,
  payloadStoreOption,
  pythonBinOption,
  taskQueueOption,
  wholeNumber,
} from './options.ts';
import type { SetExitCode } from './set-exit-code.ts';

interface DoctorFlags {
  readonly file: string;
  readonly taskQueue: string;
  readonly metricsPort: number;
  readonly pythonBin?: string;
  readonly payloadStore?: string;
  readonly encryptionKeys?: string;
  readonly json?: boolean;
}

export const doctor = (setExitCode: SetExitCode): Command =>
  command('doctor', 'Say what is wrong with this set-up, and how to mend it. Takes about five seconds at most.')
    .addOption(fileOption())
    .addOption(taskQueueOption())
    .option('--metrics-port <port>', 'the port that workers are to serve metrics on', wholeNumber(1, 65_535), 9090)
    .addOption(payloadStoreOption())
    .addOption(encryptionKeysOption())
    .addOption(pythonBinOption())
    .addHelpText('after', '\nExit code 0 where nothing fails, 1 otherwise.\n\nExample:\n  orchestrator doctor\n')
    .action(async ({ json, ...options }: DoctorFlags) => {
      const [{ examine }, { findingsText }, { printJson }, { styleOf }, { environment }] = await Promise.all([
        import('../doctor/examine.ts'),
        import('../doctor/findings-text.ts'),
        import('./report-error.ts'),
        import('../follow/style.ts'),
        import('../environment.ts'),
      ]);
      const checks = await examine({ ...options, root: process.cwd() });
      const well = checks.every(({ level }) => level !== 'fail');
      if (json) printJson({ ok: well, checks });
      else process.stdout.write(findingsText(checks, styleOf(process.stdout, environment)));
      setExitCode(well ? EXIT.success : EXIT.failed);
    });
