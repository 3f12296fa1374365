import type { Command } from 'commander';
import { deploymentCommand, onDeployment, showDeployment, type DeploymentFlags } from './deployment-command.ts';

export const status = (): Command =>
  deploymentCommand(
    'status',
    'Show the versions of a deployment: which takes up new runs, and whose workers can be stopped.',
    '--deployment flights',
  ).action(async (flags: DeploymentFlags) => {
    await onDeployment(flags, async (client, name) => showDeployment(client, name, flags));
  });
