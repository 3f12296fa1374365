import { Option, type Command } from 'commander';
import { buildIdOption } from '../options.ts';
import {
  deploymentCommand,
  namedBuildId,
  onDeployment,
  showDeployment,
  type DeploymentFlags,
} from './deployment-command.ts';

interface PromoteFlags extends DeploymentFlags {
  readonly buildId?: string;
  readonly unversioned?: boolean;
  readonly force?: boolean;
}

export const promote = (): Command =>
  deploymentCommand(
    'promote',
    'Make a version current: new runs go to its workers, and so do runs under way with their next step, unless they are pinned to theirs. To roll back, promote the version before.',
    '--deployment flights --build-id 0.2.0',
  )
    .addOption(buildIdOption('the version'))
    .addOption(
      new Option('--unversioned', 'make workers without --deployment current, as before there were versions').conflicts(
        'buildId',
      ),
    )
    .addOption(forceOption())
    .action(async (flags: PromoteFlags) => {
      const buildId = flags.unversioned ? null : namedBuildId(flags);
      await onDeployment(flags, async (client, deployment) => {
        const { promoteVersion } = await import('../../deployments/set-routing.ts');
        await promoteVersion(client, { deployment, buildId, force: flags.force });
        await showDeployment(client, deployment, flags);
      });
    });

export const forceOption = () =>
  new Option('--force', 'also where the version has no worker, or none on a task queue that the current one serves');
