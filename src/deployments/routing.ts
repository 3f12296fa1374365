import type { Client } from '@temporalio/client';

/** A version of a Worker Deployment. Undefined stands for workers without worker versioning. */
export interface Version {
  readonly deployment: string;
  readonly buildId: string;
}

/** Who polls a task queue, and which versions it sends what is new to. */
export interface Routing {
  readonly pollers: readonly { readonly identity: string; readonly version: Version | undefined }[];
  readonly targets: readonly (Version | undefined)[];
}

export async function routingOf(client: Client, taskQueue: string, what: keyof typeof QUEUE_TYPES): Promise<Routing> {
  const { pollers, versioningInfo } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: QUEUE_TYPES[what],
  });
  const ramp = versioningInfo?.rampingVersionPercentage ?? 0;
  return {
    pollers: (pollers ?? []).map(({ identity, deploymentOptions }) => ({
      identity: identity ?? '',
      version: deploymentOptions?.workerVersioningMode === VERSIONED ? toVersion(deploymentOptions) : undefined,
    })),
    targets: [
      ...(ramp < 100 ? [toVersion(versioningInfo?.currentDeploymentVersion)] : []),
      ...(ramp > 0 ? [toVersion(versioningInfo?.rampingDeploymentVersion)] : []),
    ],
  };
}

/** The server's own numbers for the two sides of a task queue, and for a worker with worker versioning. */
export const QUEUE_TYPES = { runs: 1, agents: 2 } as const;
const VERSIONED = 2;

export const toVersion = (
  written: { readonly deploymentName?: string | null; readonly buildId?: string | null } | null | undefined,
): Version | undefined =>
  written?.deploymentName && written.buildId
    ? { deployment: written.deploymentName, buildId: written.buildId }
    : undefined;

export const isSame = (one: Version | undefined, other: Version | undefined): boolean =>
  one?.deployment === other?.deployment && one?.buildId === other?.buildId;

export const sayVersion = ({ deployment, buildId }: Version): string =>
  `build id "${buildId}" of the deployment "${deployment}"`;
