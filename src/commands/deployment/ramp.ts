import { InvalidArgumentError, type Command } from 'commander';
import { buildIdOption } from '../options.ts';
import {
  deploymentCommand,
  namedBuildId,
  onDeployment,
  showDeployment,
  type DeploymentFlags,
} from './deployment-command.ts';
import { forceOption } from './promote.ts';

interface RampFlags extends DeploymentFlags {
  readonly buildId?: string;
  readonly percent: number;
  readonly force?: boolean;
}

export const ramp = (): Command =>
  deploymentCommand(
    'ramp',
    'Send a part of the runs to a version that is not current, to see how it does. `--percent 0` ends that.',
    '--deployment flights --build-id 0.2.0 --percent 10',
  )
    .addOption(buildIdOption('the version'))
    .requiredOption('--percent <n>', 'so many runs in a hundred', percentArgument)
    .addOption(forceOption())
    .action(async (flags: RampFlags) => {
      const buildId = flags.percent === 0 ? null : namedBuildId(flags);
      await onDeployment(flags, async (client, deployment) => {
        const { rampVersion } = await import('../../deployments/set-routing.ts');
        await rampVersion(client, { deployment, buildId, percent: flags.percent, force: flags.force });
        await showDeployment(client, deployment, flags);
      });
    });

function percentArgument(written: string): number {
  const percent = Number(written);
  if (/^\d+(\.\d+)?$/.test(written) && percent <= 100) return percent;
  throw new InvalidArgumentError('It must be a number from 0 to 100.');
}
