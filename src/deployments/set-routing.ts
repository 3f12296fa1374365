import { setTimeout as delay } from 'node:timers/promises';
import { isGrpcServiceError, type Client } from '@temporalio/client';
import { DeploymentError } from './deployment-error.ts';
import { infoOf } from './describe-deployment.ts';

export interface RoutingOptions {
  readonly deployment: string;
  /** Null for workers without worker versioning. */
  readonly buildId: string | null;
  /** Also where no worker of the version polls, or not on all task queues that the current one serves. */
  readonly force?: boolean | undefined;
}

/** New runs go to this version from now on, and runs that are not pinned with their next step. @throws DeploymentError */
export async function promoteVersion(client: Client, { deployment, buildId, force }: RoutingOptions): Promise<void> {
  await change(client, deployment, () =>
    client.workflowService.setWorkerDeploymentCurrentVersion({
      ...asked(client, deployment, force),
      buildId: buildId ?? '',
    }),
  );
}

/** So many in a hundred go to this version, and the rest to the current one; 0 ends it. @throws DeploymentError */
export async function rampVersion(
  client: Client,
  { deployment, buildId, force, percent }: RoutingOptions & { readonly percent: number },
): Promise<void> {
  await change(client, deployment, () =>
    client.workflowService.setWorkerDeploymentRampingVersion({
      ...asked(client, deployment, force),
      buildId: percent === 0 ? '' : (buildId ?? ''),
      percentage: percent,
    }),
  );
}

const asked = (client: Client, deploymentName: string, force = false) => ({
  namespace: client.options.namespace,
  identity: client.options.identity,
  deploymentName,
  ignoreMissingTaskQueues: force,
  allowNoPollers: force,
});

/** Changes it, and waits until every task queue goes by it. */
async function change(client: Client, deployment: string, set: () => Promise<unknown>): Promise<void> {
  await untilTaken(set);
  // No longer than for a while: the server may say for ever that it is at it, after all of them have it.
  for (const giveUpAt = performance.now() + PATIENCE; performance.now() < giveUpAt; await delay(PAUSE))
    if ((await infoOf(client, deployment)).routingConfigUpdateState !== IN_PROGRESS) return;
}

async function untilTaken(set: () => Promise<unknown>): Promise<void> {
  for (const giveUpAt = performance.now() + PATIENCE; ; await delay(PAUSE)) {
    try {
      await set();
      return;
    } catch (error) {
      if (!isGrpcServiceError(error) || !REFUSALS.includes(error.code)) throw error;
      // The server learns of workers a moment after they have begun to poll.
      if (performance.now() > giveUpAt)
        throw new DeploymentError(`Temporal refuses it: ${error.details}`, { cause: error });
    }
  }
}

const PATIENCE = 5_000;
const PAUSE = 200;
/** gRPC's numbers for what is invalid, is not there, and cannot be done as things stand. */
const REFUSALS: readonly number[] = [3, 5, 9];
/** The server's number. */
const IN_PROGRESS = 1;
