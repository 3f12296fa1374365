import type { Command } from 'commander';
import { buildIdOption, durationArgument } from '../options.ts';
import type { SetExitCode } from '../set-exit-code.ts';
import { deploymentCommand, namedBuildId, onDeployment, type DeploymentFlags } from './deployment-command.ts';

interface WaitFlags extends DeploymentFlags {
  readonly buildId?: string;
  readonly timeout?: number;
}

export const wait = (setExitCode: SetExitCode): Command =>
  deploymentCommand(
    'wait',
    'Wait until no run needs the workers of a version any more, so that they can be stopped. Exit code 4 if that takes longer than --timeout.',
    '--deployment flights --build-id 0.1.0 --timeout 1h',
  )
    .addOption(buildIdOption('the version'))
    .option('--timeout <duration>', 'wait no longer than this (default: for ever)', durationArgument)
    .action(async (flags: WaitFlags) => {
      const buildId = namedBuildId(flags);
      await onDeployment(flags, async (client, deployment) => {
        const [{ waitUntilSafe }, { printJson }, { EXIT }] = await Promise.all([
          import('../../deployments/wait-until-safe.ts'),
          import('../report-error.ts'),
          import('../exit-code.ts'),
        ]);
        const version = await waitUntilSafe(client, {
          deployment,
          buildId,
          timeout: flags.timeout,
          onWaiting: (reason) => void process.stderr.write(`build id ${buildId}: ${reason}\n`),
        });
        if (flags.json) printJson(version);
        else
          process.stdout.write(
            `build id ${buildId} ${version.safe_to_stop ? 'is safe to stop' : 'is still needed'}: ${version.reason}\n`,
          );
        setExitCode(version.safe_to_stop ? EXIT.success : EXIT.timedOut);
      });
    });
