import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { buildIdVariable, deploymentVariable } from '../../environment.ts';
import { command, deploymentOption } from '../options.ts';
import { UsageError } from '../report-error.ts';
import { withSession } from '../with-session.ts';

export interface DeploymentFlags {
  readonly deployment?: string;
  readonly json?: boolean;
}

/** A command on one deployment, with an example of its use. */
export const deploymentCommand = (name: string, description: string, example: string): Command =>
  command(name, description)
    .addOption(deploymentOption('the Worker Deployment, if there are several'))
    .addHelpText('after', `\nExample:\n  orchestrator deployment ${name} ${example}\n`);

/** Connects, and finds the deployment that is meant. */
export async function onDeployment<T>(
  { deployment = deploymentVariable() }: DeploymentFlags,
  use: (client: Client, deployment: string) => Promise<T>,
): Promise<T> {
  return withSession(async ({ client }) => {
    const { onlyDeployment } = await import('../../deployments/describe-deployment.ts');
    return use(client, deployment ?? (await onlyDeployment(client)));
  });
}

/** @throws UsageError where no version is named */
export function namedBuildId({ buildId = buildIdVariable() }: { readonly buildId?: string }): string {
  if (buildId !== undefined) return buildId;
  throw new UsageError('name the version with --build-id; `orchestrator deployment status` shows those that there are');
}

/** Prints a deployment as it is now. */
export async function showDeployment(
  client: Client,
  deployment: string,
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  const [{ describeDeployment }, { deploymentText }, { printJson }] = await Promise.all([
    import('../../deployments/describe-deployment.ts'),
    import('../../deployments/deployment-text.ts'),
    import('../report-error.ts'),
  ]);
  const document = await describeDeployment(client, deployment);
  if (json) printJson(document);
  else process.stdout.write(deploymentText(document));
}
