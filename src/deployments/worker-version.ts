import type { WorkerOptions } from '@temporalio/worker';

/** What becomes of a version's runs when another version is made current: they stay with it to their end, or go over. */
export const versioningBehaviors = ['auto-upgrade', 'pinned'] as const;
export type VersioningBehavior = (typeof versioningBehaviors)[number];

/** The version that a worker is of, in Temporal's words: a build id of a Worker Deployment. */
export interface WorkerVersion {
  readonly deployment: string;
  readonly buildId: string;
  /** Default: `auto-upgrade`. */
  readonly versioningBehavior?: VersioningBehavior;
}

/** What the SDK's worker is told. */
export const deploymentOptions = ({
  deployment: deploymentName,
  buildId,
  versioningBehavior = 'auto-upgrade',
}: WorkerVersion): NonNullable<WorkerOptions['workerDeploymentOptions']> => ({
  version: { deploymentName, buildId },
  useWorkerVersioning: true,
  defaultVersioningBehavior: versioningBehavior === 'pinned' ? 'PINNED' : 'AUTO_UPGRADE',
});
